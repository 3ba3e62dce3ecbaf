package io.iocp.completion.uring;

import io.iocp.completion.uring.ring.BufferRing;
import java.util.ArrayDeque;

/**
 * The sockets whose receive ended because the ring had no buffer for their data, in the order in
 * which they are to have the next ones. Each is here once at most. They wait for the ring, which
 * the kernel empties by itself, and not for the pool: for how many there is something is known only
 * after the ring has been filled again. Owner thread only.
 */
final class RingBufferWaiters {

  /** A socket whose receive needs a buffer of the ring. */
  interface Waiter {

    /**
     * There are buffers again.
     *
     * @return whether the socket receives on and may need one
     */
    boolean receiveAgain();

    /** There are no buffers, and the pool has none either. */
    void starved();
  }

  private final BufferRing buffers;
  // They came with this batch; the ring may just have been drained faster than it was refilled.
  private final ArrayDeque<Waiter> fresh = new ArrayDeque<>();
  // They have been told that the pool has nothing for them.
  private final ArrayDeque<Waiter> starving = new ArrayDeque<>();

  RingBufferWaiters(BufferRing buffers) {
    this.buffers = buffers;
  }

  void add(Waiter socket) {
    fresh.add(socket);
  }

  /** Whether some can be fed as soon as others have taken their share: do not sleep on it. */
  boolean hasFresh() {
    return !fresh.isEmpty();
  }

  /** Shares the buffers there are; when that is all the pool has, tells those who get none. */
  void feed() {
    if (fresh.isEmpty() && starving.isEmpty()) {
      return;
    }
    int available = buffers.refill();
    while (available > 0 && !(starving.isEmpty() && fresh.isEmpty())) {
      Waiter socket = starving.isEmpty() ? fresh.remove() : starving.remove();
      if (socket.receiveAgain()) {
        available--;
      }
    }
    if (!buffers.isFull()) {
      for (int left = fresh.size(); left > 0; left--) {
        Waiter socket = fresh.remove();
        starving.add(socket);
        socket.starved();
      }
    }
  }
}
