package io.iocp.tls;

/** Why a connection was given up by TLS, each with its meaning in one line. */
public enum TlsFailure {
  PLAIN_HTTP("The peer speaks HTTP without TLS; it was told"),
  NOT_TLS("What the peer sent is no TLS record"),
  HUNG_UP("The peer left during the handshake, after its first byte"),
  OVERLOADED("Too many handshakes waited for their turn"),
  RENEGOTIATION("The peer wanted to renegotiate"),
  ALERT_RECEIVED("The peer gave up, with an alert"),
  ALERT_SENT("We gave up, with an alert"),
  INTERNAL("The TLS implementation failed");

  private final String meaning;

  TlsFailure(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
