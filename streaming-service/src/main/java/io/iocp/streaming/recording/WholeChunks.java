package io.iocp.streaming.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Finds where the last whole fragment of a file ends whose writer was killed: behind an {@code
 * mdat} box of MP4, behind a block of WebM. Reads headers only.
 */
final class WholeChunks {

  private static final int MDAT = 0x6D646174;
  private static final int MFRA = 0x6D667261;
  private static final int BOX_HEADER_BYTES = 8;
  private static final int LARGE_BOX_HEADER_BYTES = 16;

  private static final long CLUSTER = 0x1F43B675L;
  private static final long SIMPLE_BLOCK = 0xA3;
  private static final long BLOCK_GROUP = 0xA0;
  private static final int MAX_ELEMENT_HEADER_BYTES = 12;

  private final FileChannel file;
  private final long length;

  private WholeChunks(FileChannel file) throws IOException {
    this.file = file;
    this.length = file.size();
  }

  /**
   * Where what is whole ends.
   *
   * @param from where a chunk begins or ended
   */
  static long end(FileChannel file, String format, long from) throws IOException {
    WholeChunks chunks = new WholeChunks(file);
    if (from >= chunks.length) {
      return chunks.length;
    }
    return format.equals("webm") ? chunks.endOfBlocks(from) : chunks.endOfBoxes(from);
  }

  private long endOfBoxes(long from) throws IOException {
    long whole = from;
    long at = from;
    while (true) {
      ByteBuffer header = read(at, LARGE_BOX_HEADER_BYTES);
      if (header.remaining() < BOX_HEADER_BYTES) {
        return whole;
      }
      long size = header.getInt() & 0xFFFFFFFFL;
      int type = header.getInt();
      if (size == 1) {
        size = header.remaining() < Long.BYTES ? 0 : header.getLong();
      }
      if (size < BOX_HEADER_BYTES || size > length - at) {
        return whole;
      }
      at += size;
      if (type == MDAT || type == MFRA) {
        whole = at;
      }
    }
  }

  private long endOfBlocks(long from) throws IOException {
    long whole = from;
    long at = from;
    while (true) {
      ByteBuffer header = read(at, MAX_ELEMENT_HEADER_BYTES);
      int available = header.remaining();
      long id = number(header, false);
      long size = number(header, true);
      if (id < 0 || (size < 0 && id != CLUSTER)) {
        return whole;
      }
      at += available - header.remaining();
      if (id == CLUSTER) {
        continue; // Its children are looked at, however many it says there are.
      }
      if (size > length - at) {
        return whole;
      }
      at += size;
      if (id == SIMPLE_BLOCK || id == BLOCK_GROUP) {
        whole = at;
      }
    }
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

  private ByteBuffer read(long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.flip();
  }
}
