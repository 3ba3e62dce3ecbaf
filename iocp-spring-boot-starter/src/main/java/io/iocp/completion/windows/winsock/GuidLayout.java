package io.iocp.completion.windows.winsock;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * {@code <guiddef.h>}, in native order but for the last eight bytes:
 *
 * <pre>{@code
 * typedef struct _GUID {
 *     ULONG  Data1;
 *     USHORT Data2;
 *     USHORT Data3;
 *     UCHAR  Data4[8];
 * } GUID;
 * }</pre>
 */
final class GuidLayout {

  static final int SIZE = 16;
  static final int DATA1_OFFSET = 0;
  static final int DATA2_OFFSET = 4;
  static final int DATA3_OFFSET = 6;
  static final int DATA4_OFFSET = 8;

  private GuidLayout() {}

  static void write(ByteBuffer memory, int offset, UUID guid) {
    long head = guid.getMostSignificantBits();
    memory.putInt(offset + DATA1_OFFSET, (int) (head >>> 32));
    memory.putShort(offset + DATA2_OFFSET, (short) (head >>> 16));
    memory.putShort(offset + DATA3_OFFSET, (short) head);
    // The memory is little-endian, and these bytes stand as they are written.
    memory.putLong(offset + DATA4_OFFSET, Long.reverseBytes(guid.getLeastSignificantBits()));
  }
}
