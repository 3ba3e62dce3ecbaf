package io.iocp.completion.jna;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A zeroed block of native memory in native byte order. Its address stays valid as long as this
 * object is reachable: whoever hands the address to the kernel keeps the block.
 */
public record NativeMemory(ByteBuffer bytes, long address) {

  public static NativeMemory allocate(int size) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    return new NativeMemory(bytes, addressOf(bytes));
  }

  /** A view of memory that belongs to somebody else, in native byte order. */
  public static ByteBuffer view(long address, int size) {
    return new Pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
  }

  /** Whether this JVM is one of those that the native layers are written for. */
  public static boolean has64BitAddresses() {
    return Native.POINTER_SIZE == Long.BYTES;
  }

  /** Where a direct buffer begins. */
  public static long addressOf(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }
}
