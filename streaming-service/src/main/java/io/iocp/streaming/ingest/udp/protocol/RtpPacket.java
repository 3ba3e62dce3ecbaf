package io.iocp.streaming.ingest.udp.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A packet of RTP (RFC 3550, section 5.1), of whose header only this is of interest.
 *
 * <pre>
 *   0                   1                   2                   3
 *  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *  |                           timestamp                           |
 *  |           synchronization source (SSRC) identifier            |
 *  |            contributing sources, CC of them  ...              |
 *  |  extension, if X: profile, length in words, words ...         |
 *  |  payload ...                  | padding, if P: ..., its length|
 * </pre>
 *
 * @param sequence 0 to 65535
 * @param source the synchronization source
 * @param payload a part of the datagram
 */
record RtpPacket(int sequence, int source, ByteBuffer payload) {

  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 12;
  private static final int PADDING = 0x20;
  private static final int EXTENSION = 0x10;
  private static final int COUNT_MASK = 0x0F;

  /** Whether a datagram looks like RTP: MPEG-TS itself starts with other bits. */
  static boolean isRtp(ByteBuffer datagram) {
    return datagram.hasRemaining() && (datagram.get(datagram.position()) & 0xFF) >>> 6 == VERSION;
  }

  /** Reads a datagram, which stays as it is; null when it is no packet. */
  static @Nullable RtpPacket parse(ByteBuffer datagram) {
    if (!isRtp(datagram) || datagram.remaining() < HEADER_BYTES) {
      return null;
    }
    int at = datagram.position();
    int end = datagram.limit();
    int first = datagram.get(at);
    int sequence = datagram.getShort(at + 2) & 0xFFFF;
    int source = datagram.getInt(at + 8);
    int start = at + HEADER_BYTES + (first & COUNT_MASK) * Integer.BYTES;
    if ((first & EXTENSION) != 0) {
      if (start + Integer.BYTES > end) {
        return null;
      }
      start += Integer.BYTES + (datagram.getShort(start + 2) & 0xFFFF) * Integer.BYTES;
    }
    if ((first & PADDING) != 0) {
      end -= datagram.get(end - 1) & 0xFF;
    }
    return start > end ? null : new RtpPacket(sequence, source, datagram.slice(start, end - start));
  }
}
