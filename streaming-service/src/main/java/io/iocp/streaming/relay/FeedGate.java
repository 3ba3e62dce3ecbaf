package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Keeps what a publisher gives until it is known that the name is its own, and lets nothing pass
 * when it no longer is.
 *
 * <p>Only accessed in the publisher's serial context. What is kept is bounded: beyond that the
 * group of pictures is given up, and the next keyframe begins another one.
 */
final class FeedGate {

  static final int MAXIMUM_CHUNKS = 256;
  static final long MAXIMUM_BYTES = 4 << 20;

  private record Kept(List<SharedBuffer> frames, Runnable passing) {}

  private final BooleanSupplier allows;
  private final Runnable gap;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private Runnable beginning = () -> {};
  private List<SharedBuffer> init = List.of();
  private long keptBytes;
  private boolean open;
  private boolean closed;
  private boolean incomplete;

  /**
   * @param allows whether the name is the publisher's now
   * @param gap something is missing in front of what passes
   */
  FeedGate(BooleanSupplier allows, Runnable gap) {
    this.allows = allows;
    this.gap = gap;
  }

  /** The name is the publisher's: what was kept passes, in order. */
  void open() {
    if (open || closed) {
      return;
    }
    open = true;
    if (!allows.getAsBoolean()) {
      forget();
      return;
    }
    init = List.of();
    beginning.run();
    if (incomplete) {
      gap.run();
    }
    kept.forEach(one -> one.passing().run());
    kept.clear();
    keptBytes = 0;
  }

  /** A stream begins: nothing before it counts any more. */
  void begin(List<SharedBuffer> segment, Runnable passing) {
    if (passes(segment)) {
      passing.run();
    } else if (!open && !closed) {
      forget();
      init = segment;
      beginning = passing;
      incomplete = false;
    }
  }

  /** A chunk comes. */
  void publish(boolean keyframe, List<SharedBuffer> frames, long bytes, Runnable passing) {
    if (passes(frames)) {
      passing.run();
    } else if (!open && !closed) {
      if (kept.size() >= MAXIMUM_CHUNKS || keptBytes + bytes > MAXIMUM_BYTES) {
        forgetChunks();
        incomplete = true;
      }
      if (incomplete && kept.isEmpty() && !keyframe) {
        release(frames);
        return;
      }
      kept.add(new Kept(frames, passing));
      keptBytes += bytes;
    }
  }

  /** Whether it goes through; what is not to come any more is released. */
  private boolean passes(List<SharedBuffer> buffers) {
    if (open && !closed && allows.getAsBoolean()) {
      return true;
    }
    if (open || closed) {
      release(buffers);
    }
    return false;
  }

  /** The publisher is gone. */
  void close() {
    closed = true;
    forget();
  }

  private void forget() {
    release(init);
    init = List.of();
    beginning = () -> {};
    forgetChunks();
  }

  private void forgetChunks() {
    kept.forEach(one -> release(one.frames()));
    kept.clear();
    keptBytes = 0;
  }

  private static void release(List<SharedBuffer> buffers) {
    buffers.forEach(SharedBuffer::release);
  }
}
