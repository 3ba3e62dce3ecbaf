package io.iocp.websocket.protocol;

/** What a data message carries (RFC 6455, section 5.6). */
public enum MessageType {
  /** UTF-8 text, validated before it is handed on. */
  TEXT(Opcode.TEXT),
  /** Arbitrary bytes. */
  BINARY(Opcode.BINARY);

  private final Opcode opcode;

  MessageType(Opcode opcode) {
    this.opcode = opcode;
  }

  /** The opcode of the first frame of such a message; further frames are continuations. */
  public Opcode opcode() {
    return opcode;
  }
}
