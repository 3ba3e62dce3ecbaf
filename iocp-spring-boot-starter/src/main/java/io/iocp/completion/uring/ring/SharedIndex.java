package io.iocp.completion.uring.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Ring indices that are shared with the kernel: read with acquire, written with release. */
final class SharedIndex {

  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORTS =
      MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private SharedIndex() {}

  static int getAcquire(ByteBuffer ring, int offset) {
    return (int) INTS.getAcquire(ring, offset);
  }

  static void setRelease(ByteBuffer ring, int offset, int value) {
    INTS.setRelease(ring, offset, value);
  }

  static void setRelease(ByteBuffer ring, int offset, short value) {
    SHORTS.setRelease(ring, offset, value);
  }
}
