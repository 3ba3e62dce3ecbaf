package io.iocp.websocket.protocol;

/** What a peer can do wrong in its frames, and the close frame that answers it. */
public enum Violation {
  RESERVED_BIT_SET(CloseCode.PROTOCOL_ERROR, "reserved bit is set without an extension"),
  RESERVED_OPCODE(CloseCode.PROTOCOL_ERROR, "reserved opcode"),
  FRAGMENTED_CONTROL_FRAME(CloseCode.PROTOCOL_ERROR, "fragmented control frame"),
  CONTROL_FRAME_TOO_LONG(CloseCode.PROTOCOL_ERROR, "control frame longer than 125 bytes"),
  UNEXPECTED_CONTINUATION(CloseCode.PROTOCOL_ERROR, "continuation without a message"),
  UNFINISHED_MESSAGE(CloseCode.PROTOCOL_ERROR, "new message inside a fragmented message"),
  UNMASKED_FRAME(CloseCode.PROTOCOL_ERROR, "client frames must be masked"),
  MASKED_FRAME(CloseCode.PROTOCOL_ERROR, "server frames must not be masked"),
  LENGTH_NOT_MINIMAL(CloseCode.PROTOCOL_ERROR, "length not minimally encoded"),
  LENGTH_NEGATIVE(CloseCode.PROTOCOL_ERROR, "most significant bit of the length is set"),
  TRUNCATED_CLOSE_CODE(CloseCode.PROTOCOL_ERROR, "close frame with an incomplete code"),
  INVALID_CLOSE_CODE(CloseCode.PROTOCOL_ERROR, "invalid close code"),
  INVALID_COMPRESSION(CloseCode.INVALID_PAYLOAD, "message cannot be decompressed"),
  INVALID_UTF8(CloseCode.INVALID_PAYLOAD, "text is not valid UTF-8"),
  FRAME_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "frame too big"),
  MESSAGE_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "message too big");

  private final int closeCode;
  private final String reason;

  Violation(int closeCode, String reason) {
    this.closeCode = closeCode;
    this.reason = reason;
  }

  /** What to tell the peer: 1002, 1007 or 1009 with a reason. */
  public WsClose closeStatus() {
    return new WsClose(closeCode, reason);
  }
}
