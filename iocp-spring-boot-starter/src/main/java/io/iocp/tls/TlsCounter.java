package io.iocp.tls;

/** Events of TLS that are counted, each with its meaning in one line. */
public enum TlsCounter {
  HANDSHAKES("Handshakes that succeeded"),
  HANDSHAKES_REFUSED("Handshakes given up because too many waited for their turn"),
  RENEGOTIATIONS_REFUSED("Connections ended because the peer wanted to renegotiate"),
  TRUNCATED("Connections that were cut off without the peer's close_notify"),
  STARVED("Times records waited because the buffer pool was empty"),
  OPENED_IN_PLACE("Records opened in the memory they arrived in because the buffer pool was empty"),
  RELOADS("Times the certificates were replaced while running");

  private final String meaning;

  TlsCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
