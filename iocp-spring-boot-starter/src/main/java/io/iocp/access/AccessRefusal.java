package io.iocp.access;

/** Why a connection was not let in, each with its meaning in one line. */
public enum AccessRefusal {
  MAXIMUM_CONNECTIONS("The maximum of connections was reached"),
  BANNED("The address is banned"),
  DENIED("The address is on the deny list"),
  NOT_ALLOWED("There is an allow list and the address is not on it"),
  ADDRESS_CONNECTIONS("The address had as many connections as one may have"),
  ADDRESS_RATE("The address connected too often"),
  DRAINING("The server was letting its connections go"),
  PROXY_HEADER("What a trusted proxy said of its client could not be read");

  private final String meaning;

  AccessRefusal(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
