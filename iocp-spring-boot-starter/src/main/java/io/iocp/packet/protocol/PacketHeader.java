package io.iocp.packet.protocol;

/**
 * The layout of a packet. Numbers are big-endian and unsigned.
 *
 * <pre>
 *  byte 0                        4        5                        5 + length
 *  ├──────────── length ─────────┼─ type ─┼──────── payload ────────┤
 *       of the payload alone,       0x00 … 0xEF  the application's
 *       0 … 4,294,967,295           0xF0  ping, payload up to 125 bytes
 *                                   0xF1  pong, the ping's payload
 *                                   0xF2  close, empty or:
 *                                         ├─ code, 2 bytes ─┼─ reason, UTF-8 ─┤
 *                                   0xF3 … 0xFF  reserved
 * </pre>
 *
 * <p>There is no handshake: packets follow each other in both directions from the first byte on,
 * without anything in between. Whoever wants to end sends a close packet and then nothing more; the
 * other side answers with one, too.
 */
public final class PacketHeader {

  /** Length of the header. */
  public static final int BYTES = 5;

  /** The largest type that belongs to applications. */
  public static final int MAX_APPLICATION_TYPE = 0xEF;

  /** The largest payload that a header can announce. */
  public static final long MAX_PAYLOAD_BYTES = 0xFFFF_FFFFL;

  /** The longest payload of a ping, a pong and a close packet. */
  public static final int MAX_CONTROL_PAYLOAD_BYTES = 125;

  /** The longest complete ping, pong or close packet. */
  public static final int MAX_CONTROL_PACKET_BYTES = BYTES + MAX_CONTROL_PAYLOAD_BYTES;

  static final int LENGTH_BYTES = 4;
  static final int PING = 0xF0;
  static final int PONG = 0xF1;
  static final int CLOSE = 0xF2;

  private PacketHeader() {}
}
