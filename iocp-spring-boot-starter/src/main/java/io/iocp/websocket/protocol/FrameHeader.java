package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;

/**
 * The layout of a frame header (RFC 6455, section 5.2).
 *
 * <pre>
 *  byte 0           byte 1           then
 * +-+-+-+-+-------+-+-------------+----------------------+------------------+
 * |F|R|R|R| opcode|M| length      | extended length      | masking key      |
 * |I|S|S|S|  (4)  |A|  (7)        | none, if length ≤125 | 4 bytes, if MASK |
 * |N|V|V|V|       |S|             | 2 bytes, if 126      |                  |
 * | |1|2|3|       |K|             | 8 bytes, if 127      |                  |
 * +-+-+-+-+-------+-+-------------+----------------------+------------------+
 * </pre>
 */
public final class FrameHeader {
  /** The longest header a server sends: the head room to leave in front of a payload. */
  public static final int MAX_SERVER_BYTES = 10;

  /** The longest header a client sends, masking key included. */
  public static final int MAX_CLIENT_BYTES = 14;

  /** The longest payload of a control frame (RFC 6455, section 5.5). */
  public static final int MAX_CONTROL_PAYLOAD_BYTES = 125;

  /** The longest complete control frame, masked or not. */
  public static final int MAX_CONTROL_FRAME_BYTES = 2 + 4 + MAX_CONTROL_PAYLOAD_BYTES;

  static final int FIN_BIT = 0x80;
  static final int RESERVED_BITS = 0x70;

  /** RSV1: the message is compressed (RFC 7692, section 6). */
  static final int COMPRESSED_BIT = 0x40;

  static final int OPCODE_BITS = 0x0F;
  static final int MASK_BIT = 0x80;
  static final int LENGTH_BITS = 0x7F;
  static final int LENGTH_IN_16_BITS = 126;
  static final int LENGTH_IN_64_BITS = 127;
  static final int MAX_LENGTH_IN_7_BITS = 125;
  static final int MAX_LENGTH_IN_16_BITS = 0xFFFF;
  static final int MASKING_KEY_BYTES = 4;

  private FrameHeader() {}

  /** The length of the header that a server has written there. */
  public static int serverBytes(ByteBuffer frame, int start) {
    return switch (frame.get(start + 1) & LENGTH_BITS) {
      case LENGTH_IN_64_BITS -> 2 + Long.BYTES;
      case LENGTH_IN_16_BITS -> 2 + Short.BYTES;
      default -> 2; // The second byte is the length.
    };
  }

  /** The length of the header that belongs to a payload of {@code payloadBytes}. */
  static int bytes(long payloadBytes, boolean masked) {
    int keyBytes = masked ? MASKING_KEY_BYTES : 0;
    if (payloadBytes <= MAX_LENGTH_IN_7_BITS) {
      return 2 + keyBytes;
    }
    return (payloadBytes <= MAX_LENGTH_IN_16_BITS ? 2 + Short.BYTES : 2 + Long.BYTES) + keyBytes;
  }
}
