package io.iocp.tls;

/** Events of TLS that are counted, each with its meaning in one line. */
public enum TlsCounter {
  HANDSHAKES("Completed handshakes"),
  HANDSHAKES_REFUSED("Handshakes rejected because the queue of handshake steps was full"),
  RENEGOTIATIONS_REFUSED("Connections closed because the peer requested renegotiation"),
  TRUNCATED("Connections truncated without a close_notify from the peer"),
  STARVED("Times records waited because the buffer pool was exhausted"),
  OPENED_IN_PLACE("Records decrypted in place because the buffer pool was exhausted"),
  RELOADS("Certificate reloads");

  private final String meaning;

  TlsCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
