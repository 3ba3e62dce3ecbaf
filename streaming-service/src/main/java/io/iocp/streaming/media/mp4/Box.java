package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * A box inside a complete parent box: {@code size(32) type(32) [largesize(64)] body} (ISO/IEC
 * 14496-12, 4.2).
 */
record Box(int type, ByteView body) {

  private static final int HEADER_BYTES = 8;
  private static final int LARGE_HEADER_BYTES = 16;

  /**
   * The next box of {@code parent}, or null at its end. Fewer bytes than a header are its end too:
   * QuickTime closes some lists with a zero.
   */
  static @Nullable Box next(ByteView parent) {
    if (parent.remaining() < HEADER_BYTES) {
      return null;
    }
    long sizeBytes = parent.u32();
    int type = parent.i32();
    if (sizeBytes == 0) {
      return new Box(type, parent.child(parent.remaining()));
    }
    if (sizeBytes == 1) {
      return new Box(type, parent.child(parent.i64() - LARGE_HEADER_BYTES));
    }
    return new Box(type, parent.child(sizeBytes - HEADER_BYTES));
  }

  /**
   * The body of the first box of this type; when there is none, an empty window that remembers any
   * attempt to read from it. Leaves {@code parent} where it is.
   */
  static ByteView find(ByteView parent, int type) {
    ByteView search = parent.duplicate();
    for (Box box = next(search); box != null; box = next(search)) {
      if (box.type == type) {
        return box.body;
      }
    }
    return search;
  }
}
