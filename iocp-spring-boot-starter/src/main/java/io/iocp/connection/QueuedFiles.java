package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The files of one pipeline, in the order of their heads, which stand for them in its ring. Only
 * accessed in the connection's context.
 */
final class QueuedFiles {

  private final ArrayDeque<OutboundFile> queued = new ArrayDeque<>(2);
  // Whoever waits for them has not been told. Bounded by the files queued.
  private final ArrayDeque<OutboundFile> ended = new ArrayDeque<>(2);

  void add(OutboundFile file) {
    queued.add(file);
  }

  /** The first file, if that is its head. No other can be: heads are in the files' order. */
  @Nullable OutboundFile first(SharedBuffer head) {
    OutboundFile first = queued.peekFirst();
    return first != null && first.hasHead(head) ? first : null;
  }

  /**
   * The buffer leaves the ring at one of its ends.
   *
   * @return whether a file has ended with it
   */
  boolean left(SharedBuffer buffer) {
    OutboundFile file = first(buffer);
    if (file != null) {
      queued.removeFirst();
    } else {
      OutboundFile last = queued.peekLast();
      if (last == null || !last.hasHead(buffer)) {
        return false;
      }
      file = queued.removeLast();
    }
    ended.add(file);
    return true;
  }

  /** It has ended without having been queued. */
  void ended(OutboundFile file) {
    ended.add(file);
  }

  /** A file that has ended and whose owner is to be told, or {@code null}. */
  @Nullable OutboundFile pollEnded() {
    return ended.poll();
  }
}
