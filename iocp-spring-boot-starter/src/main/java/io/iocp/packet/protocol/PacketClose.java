package io.iocp.packet.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Why a session ends. The codes are those of WebSocket (RFC 6455, section 7.4), so that operators
 * have one list to know.
 *
 * @param code 1000 … 4999
 * @param reason for people, at most 123 bytes of UTF-8; empty for none
 */
public record PacketClose(int code, String reason) {

  /** It has done what it was there for. */
  public static final int NORMAL = 1000;

  /** The side that says so goes away. */
  public static final int GOING_AWAY = 1001;

  /** The other side broke the protocol. */
  public static final int PROTOCOL_ERROR = 1002;

  /** Nothing was said; never on the wire. */
  public static final int NO_STATUS = 1005;

  /** The connection just broke; never on the wire. */
  public static final int ABNORMAL = 1006;

  /** The other side did something that is not allowed. */
  public static final int POLICY_VIOLATION = 1008;

  /** A packet was too big. */
  public static final int PACKET_TOO_BIG = 1009;

  /** This side has failed. */
  public static final int INTERNAL_ERROR = 1011;

  /** There is too much to do: try again later. */
  public static final int TRY_AGAIN_LATER = 1013;

  static final int CODE_BYTES = 2;
  private static final int FIRST_CODE = 1000;
  private static final int LAST_CODE = 4999;

  public PacketClose {
    if (code < FIRST_CODE || code > LAST_CODE) {
      throw new IllegalArgumentException(
          "code must be " + FIRST_CODE + " to " + LAST_CODE + ": code=" + code);
    }
    int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PacketHeader.MAX_CONTROL_PAYLOAD_BYTES - CODE_BYTES) {
      throw new IllegalArgumentException("reason is too long: bytes=" + bytes);
    }
  }

  /** Whether a close packet may carry the code. */
  public boolean isAllowedOnWire() {
    return code != NO_STATUS && code != ABNORMAL;
  }
}
