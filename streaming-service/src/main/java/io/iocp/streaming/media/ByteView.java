package io.iocp.streaming.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A window on bytes of a stranger, read front to back. Reading past the end yields zeros and is
 * remembered by the window and by the one it was cut from, so that a parser reads straight on and
 * asks {@link #overrun} once at its end.
 */
public final class ByteView {

  private final byte[] bytes;
  private final int limit;
  private final ByteView root;
  private int position;
  private boolean overrun;

  ByteView(byte[] bytes, int position, int limit) {
    this.bytes = bytes;
    this.position = position;
    this.limit = limit;
    this.root = this;
  }

  /** A window on a copy of what remains of a buffer, which stays where it is. */
  public static ByteView of(ByteBuffer buffer) {
    return copyOf(buffer, buffer.remaining());
  }

  private ByteView(ByteView parent, int limit) {
    this.bytes = parent.bytes;
    this.position = parent.position;
    this.limit = limit;
    this.root = parent.root;
  }

  /** A window on a copy of the next bytes of {@code buffer}, which stays where it is. */
  public static ByteView copyOf(ByteBuffer buffer, int count) {
    byte[] copy = new byte[count];
    buffer.get(buffer.position(), copy);
    return new ByteView(copy, 0, count);
  }

  /** A copy of what remains; leaves this window where it is. */
  public byte[] toArray() {
    return Arrays.copyOfRange(bytes, position, limit);
  }

  public int position() {
    return position;
  }

  public int remaining() {
    return limit - position;
  }

  /** Whether anything in the outermost window was read past its end. */
  public boolean overrun() {
    return root.overrun;
  }

  public int u8() {
    if (position == limit) {
      root.overrun = true;
      return 0;
    }
    return bytes[position++] & 0xFF;
  }

  public int u16() {
    return u8() << 8 | u8();
  }

  public long u32() {
    return (long) u16() << 16 | u16();
  }

  public int i32() {
    return (int) u32();
  }

  public long i64() {
    return u32() << 32 | u32();
  }

  /** A big-endian number of {@code count} bytes. */
  public long number(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | u8();
    }
    return value;
  }

  public void skip(long count) {
    child(count);
  }

  /** Cuts out the next {@code count} bytes as a window of their own and goes on behind them. */
  public ByteView child(long count) {
    long clipped = Math.max(0, Math.min(count, remaining()));
    if (clipped != count) {
      root.overrun = true;
    }
    ByteView child = new ByteView(this, position + (int) clipped);
    position = child.limit;
    return child;
  }

  /** A second window on what remains of this one. */
  public ByteView duplicate() {
    return new ByteView(this, limit);
  }
}
