package io.iocp.packet.protocol;

/** What a peer can do wrong in its packets, and the close packet that answers it. */
public enum PacketViolation {
  RESERVED_TYPE(PacketClose.PROTOCOL_ERROR, "reserved type"),
  UNKNOWN_TYPE(PacketClose.PROTOCOL_ERROR, "no handler for this type"),
  CONTROL_TOO_LONG(PacketClose.PROTOCOL_ERROR, "ping, pong or close longer than 125 bytes"),
  INVALID_CLOSE(PacketClose.PROTOCOL_ERROR, "close with an incomplete or invalid code"),
  PACKET_TOO_BIG(PacketClose.PACKET_TOO_BIG, "packet too big");

  private final int code;
  private final String reason;

  PacketViolation(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** What to tell the peer. */
  public PacketClose close() {
    return new PacketClose(code, reason);
  }
}
