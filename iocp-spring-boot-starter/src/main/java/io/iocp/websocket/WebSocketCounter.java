package io.iocp.websocket;

/** Events of WebSocket sessions that are counted, each with its meaning in one line. */
public enum WebSocketCounter {
  SESSIONS_OPENED("Handshakes that succeeded"),
  HANDSHAKES_REFUSED("Handshakes refused with an HTTP status"),
  HANDSHAKES_FAILED("Outbound handshakes that opened no session"),
  SESSIONS_COMPRESSED("Sessions opened with compression"),
  COMPRESSION_DECLINED("Sessions opened without compression because too many had it already"),
  MESSAGES_COMPRESSED("Messages compressed"),
  PROTOCOL_VIOLATIONS("Sessions ended because the peer broke the WebSocket protocol"),
  PONGS_SKIPPED("Pings not answered because the peer does not read what it is sent"),
  CONTROL_FRAMES_WITHOUT_BUFFER("Control frames not sent because the buffer pool was empty");

  private final String meaning;

  WebSocketCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
