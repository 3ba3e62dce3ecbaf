package io.iocp.streaming.media.mp4;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes boxes one inside the other; the size of each is known when it {@link #end ends}. */
final class BoxWriter {

  private static final int INITIAL_BYTES = 1024;

  private ByteBuffer bytes = ByteBuffer.allocate(INITIAL_BYTES);

  /**
   * Starts a box.
   *
   * @return where it starts, for its end
   */
  int begin(String type) {
    int start = bytes.position();
    i32(0).i32(BoxType.of(type));
    return start;
  }

  /** Starts a box with a version and flags. */
  int begin(String type, int version, int flags) {
    int start = begin(type);
    i32(version << 24 | flags);
    return start;
  }

  void end(int start) {
    bytes.putInt(start, bytes.position() - start);
  }

  BoxWriter u8(int value) {
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  BoxWriter u16(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  BoxWriter i32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  BoxWriter i64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** Where the next byte goes. */
  int position() {
    return bytes.position();
  }

  /** Writes over what stands there. */
  void i32At(int position, int value) {
    bytes.putInt(position, value);
  }

  BoxWriter zeros(int count) {
    room(count).put(new byte[count]);
    return this;
  }

  BoxWriter text(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      u8(ascii.charAt(i));
    }
    return this;
  }

  BoxWriter put(ByteBuffer content) {
    room(content.remaining()).put(content.duplicate());
    return this;
  }

  /** All boxes. */
  ByteBuffer boxes() {
    return bytes.duplicate().flip();
  }

  private ByteBuffer room(int count) {
    if (bytes.remaining() < count) {
      int position = bytes.position();
      int length = Math.max(position + count, 2 * bytes.capacity());
      bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), length)).position(position);
    }
    return bytes;
  }
}
