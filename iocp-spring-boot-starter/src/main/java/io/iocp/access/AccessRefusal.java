package io.iocp.access;

/** Why a connection was not let in, each with its meaning in one line. */
public enum AccessRefusal {
  MAXIMUM_CONNECTIONS("The maximum number of connections was reached"),
  BANNED("The address is banned"),
  DENIED("The address is on the deny list"),
  NOT_ALLOWED("The address is not on the allow list"),
  ADDRESS_CONNECTIONS("The address had reached its maximum number of connections"),
  ADDRESS_RATE("The address exceeded its connection rate"),
  DRAINING("The server was draining"),
  PROXY_HEADER("The client address from a trusted proxy was malformed");

  private final String meaning;

  AccessRefusal(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
