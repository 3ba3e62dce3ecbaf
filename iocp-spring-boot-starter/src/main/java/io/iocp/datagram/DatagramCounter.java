package io.iocp.datagram;

/** Events of datagram sockets that are counted, each with its meaning in one line. */
public enum DatagramCounter {
  RECEIVED("Datagrams received"),
  REFUSED("Datagrams dropped because their sender is banned, or on the wrong list"),
  TRUNCATED("Datagrams dropped because they were larger than a receive buffer"),
  FAILED("Receives of datagrams that failed"),
  STARVED("Times datagrams waited because the buffer pool was empty"),
  HANDLER_FAILED("Exceptions thrown by handlers of datagrams");

  private final String meaning;

  DatagramCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
