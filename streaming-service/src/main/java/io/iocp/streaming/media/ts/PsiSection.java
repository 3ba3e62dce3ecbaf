package io.iocp.streaming.media.ts;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts sections of program specific information together (ISO/IEC 13818-1, 2.4.4). A section whose
 * checksum is wrong is dropped: it comes again.
 */
final class PsiSection {

  private static final int HEADER_BYTES = 3;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_BYTES = 1024;
  private static final int STUFFING = 0xFF;
  private static final int POLYNOMIAL = 0x04C11DB7;

  private final byte[] bytes = new byte[MAX_BYTES];
  private int size;
  private boolean started;

  /** A packet is missing: forgets what was begun. */
  void lost() {
    size = 0;
    started = false;
  }

  /**
   * Takes the payload of a packet.
   *
   * @param starts whether a section starts in it, behind a pointer to it
   * @param complete takes each complete section without its checksum
   */
  void packet(ByteBuffer payload, boolean starts, Consumer<ByteBuffer> complete) {
    if (starts && payload.hasRemaining()) {
      int pointer = Math.min(payload.get() & 0xFF, payload.remaining());
      ByteBuffer rest = payload.slice(payload.position(), pointer);
      payload.position(payload.position() + pointer);
      take(rest, complete);
      size = 0;
      started = true;
    }
    take(payload, complete);
  }

  private void take(ByteBuffer payload, Consumer<ByteBuffer> complete) {
    while (started && payload.hasRemaining()) {
      int target = size < HEADER_BYTES ? HEADER_BYTES : sectionBytes();
      if (target > MAX_BYTES) {
        lost();
        return;
      }
      int count = Math.min(target - size, payload.remaining());
      payload.get(bytes, size, count);
      size += count;
      if ((bytes[0] & 0xFF) == STUFFING) {
        lost();
      } else if (size >= HEADER_BYTES && size == sectionBytes()) {
        if (size > HEADER_BYTES + CHECKSUM_BYTES && checksum() == 0) {
          complete.accept(ByteBuffer.wrap(bytes, 0, size - CHECKSUM_BYTES));
        }
        size = 0;
      }
    }
  }

  private int sectionBytes() {
    return HEADER_BYTES + ((bytes[1] & 0x0F) << Byte.SIZE | (bytes[2] & 0xFF));
  }

  /** The checksum of a section with its checksum is zero (annex A). */
  private int checksum() {
    int sum = -1;
    for (int i = 0; i < size; i++) {
      sum ^= bytes[i] << 24;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = sum << 1 ^ (sum < 0 ? POLYNOMIAL : 0);
      }
    }
    return sum;
  }
}
