package io.iocp.websocket;

/** Events of WebSocket sessions that are counted, each with its meaning in one line. */
public enum WebSocketCounter {
  SESSIONS_OPENED("Completed handshakes"),
  HANDSHAKES_REFUSED("Handshakes rejected with an HTTP status"),
  HANDSHAKES_FAILED("Failed outbound handshakes"),
  SESSIONS_COMPRESSED("Sessions opened with compression"),
  COMPRESSION_DECLINED(
      "Sessions opened without compression because the maximum with it was reached"),
  MESSAGES_COMPRESSED("Compressed messages"),
  PROTOCOL_VIOLATIONS("Sessions closed because the peer violated the WebSocket protocol"),
  PONGS_SKIPPED("Pings ignored because the peer does not read its pongs"),
  CONTROL_FRAMES_WITHOUT_BUFFER("Control frames dropped because the buffer pool was exhausted");

  private final String meaning;

  WebSocketCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
