package io.iocp.tls;

/** Why a connection was given up by TLS, each with its meaning in one line. */
public enum TlsFailure {
  PLAIN_HTTP("The peer sent HTTP without TLS"),
  NOT_TLS("The peer sent data that is not a TLS record"),
  HUNG_UP("The peer disconnected during the handshake"),
  OVERLOADED("The queue of handshake steps was full"),
  RENEGOTIATION("The peer requested renegotiation"),
  ALERT_RECEIVED("The peer failed the handshake or the session with an alert"),
  ALERT_SENT("The server failed the handshake or the session with an alert"),
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
