package io.iocp.streaming.recording;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds where the chunks of a segment end: behind an {@code mdat} box of MP4, behind a block of
 * WebM. What is between two of them belongs to the later one.
 */
final class ChunkEnds {

  private static final int MDAT = 0x6D646174;
  private static final int MFRA = 0x6D667261;
  private static final int BOX_HEADER_BYTES = 8;
  private static final int LARGE_BOX_HEADER_BYTES = 16;

  private static final long CLUSTER = 0x1F43B675L;
  private static final long SIMPLE_BLOCK = 0xA3;
  private static final long BLOCK_GROUP = 0xA0;
  private static final int MAX_ELEMENT_HEADER_BYTES = 12;

  /** Where the chunk does not end, as far as can be seen. */
  static final long NOT_WHOLE = -1;

  private ChunkEnds() {}

  /** What is read of a file. */
  @FunctionalInterface
  interface Headers {

    /** Bytes from a place on; fewer at the file's end. */
    ByteBuffer read(long at, int count) throws IOException;
  }

  /**
   * Where the chunk ends that begins at a place.
   *
   * @param end where the file ends, or what is to be looked at of it
   * @return {@link #NOT_WHOLE} if it is cut short or damaged
   */
  static long next(Headers file, String format, long from, long end) throws IOException {
    return format.equals("webm") ? behindBlock(file, from, end) : behindMedia(file, from, end);
  }

  private static long behindMedia(Headers file, long from, long end) throws IOException {
    long at = from;
    while (at + BOX_HEADER_BYTES <= end) {
      ByteBuffer header = file.read(at, LARGE_BOX_HEADER_BYTES);
      if (header.remaining() < BOX_HEADER_BYTES) {
        return NOT_WHOLE;
      }
      long size = header.getInt() & 0xFFFFFFFFL;
      int type = header.getInt();
      if (size == 1) {
        size = header.remaining() < Long.BYTES ? 0 : header.getLong();
      }
      if (size < BOX_HEADER_BYTES || size > end - at) {
        return NOT_WHOLE;
      }
      at += size;
      if (type == MDAT || type == MFRA) {
        return at;
      }
    }
    return NOT_WHOLE;
  }

  private static long behindBlock(Headers file, long from, long end) throws IOException {
    long at = from;
    while (at < end) {
      ByteBuffer header = file.read(at, MAX_ELEMENT_HEADER_BYTES);
      int available = header.remaining();
      long id = WholeChunks.number(header, false);
      long size = WholeChunks.number(header, true);
      if (id < 0 || (size < 0 && id != CLUSTER)) {
        return NOT_WHOLE;
      }
      at += available - header.remaining();
      if (id == CLUSTER) {
        continue; // Its children are looked at, however many it says there are.
      }
      if (size > end - at) {
        return NOT_WHOLE;
      }
      at += size;
      if (id == SIMPLE_BLOCK || id == BLOCK_GROUP) {
        return at;
      }
    }
    return NOT_WHOLE;
  }
}
