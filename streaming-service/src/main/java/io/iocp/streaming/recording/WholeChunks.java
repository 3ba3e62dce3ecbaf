package io.iocp.streaming.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Finds where the last whole fragment of a file ends whose writer was killed. Reads headers only.
 */
final class WholeChunks {

  private WholeChunks() {}

  /**
   * Where what is whole ends.
   *
   * @param from where a chunk begins or ended
   */
  static long end(FileChannel file, String format, long from) throws IOException {
    long length = file.size();
    if (from >= length) {
      return length;
    }
    ChunkEnds.Headers headers = (at, count) -> read(file, at, count);
    long whole = from;
    long next = ChunkEnds.next(headers, format, whole, length);
    while (next != ChunkEnds.NOT_WHOLE) {
      whole = next;
      next = ChunkEnds.next(headers, format, whole, length);
    }
    return whole;
  }

  /** A number of EBML; -1 where it is cut short, damaged or unknown. */
  static long number(ByteBuffer bytes, boolean withoutMarker) {
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int first = bytes.get() & 0xFF;
    int more = Integer.numberOfLeadingZeros(first) - 24;
    if (more >= Long.BYTES || bytes.remaining() < more) {
      return -1;
    }
    long value = withoutMarker ? first & 0x7F >>> more : first;
    boolean unknown = withoutMarker && value == 0x7F >>> more;
    for (int i = 0; i < more; i++) {
      int next = bytes.get() & 0xFF;
      unknown &= next == 0xFF;
      value = value << Byte.SIZE | next;
    }
    return unknown ? -1 : value;
  }

  private static ByteBuffer read(FileChannel file, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.flip();
  }
}
