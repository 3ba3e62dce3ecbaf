package io.iocp.http.gateway;

/** What is counted of requests that are passed through, each with its meaning in one line. */
public enum GatewayCounter {
  REQUESTS("Requests passed through to the web server"),
  RESPONSES("Requests passed through that the web server answered to the end"),
  CONNECTIONS_MADE("Connections made to the web server"),
  REPEATED("Requests repeated on another connection because the web server had closed the first");

  private final String meaning;

  GatewayCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
