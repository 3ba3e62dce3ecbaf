package io.iocp.completion.windows;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The sockets that have data waiting and no buffer for it, in the order in which they are to have
 * the next ones. Each is here once at most. One buffer that comes back feeds one of them: it is
 * taken from the pool here and handed over.
 */
final class HungryReaders {

  /** A socket whose data waits for a buffer. */
  interface Hungry {

    /** Takes over the buffer. Any thread. */
    void feed(SharedBuffer buffer);
  }

  private final ConcurrentLinkedQueue<Hungry> waiting = new ConcurrentLinkedQueue<>();
  private final BufferPool pool;
  private final int bufferBytes;
  private final Mailbox mailbox;
  private final Packet feed = Packet.of(this::feed);
  private final Runnable poolListener = this::feedSoon;

  HungryReaders(BufferPool pool, int bufferBytes, Mailbox mailbox) {
    this.pool = pool;
    this.bufferBytes = bufferBytes;
    this.mailbox = mailbox;
    pool.onAvailable(poolListener);
  }

  /** The pool has just refused the socket. Any thread. */
  void add(Hungry socket) {
    waiting.add(socket);
    // A buffer that came back before the socket was in the queue has told nobody.
    feedSoon();
  }

  private void feedSoon() {
    if (!waiting.isEmpty()) {
      mailbox.post(feed);
    }
  }

  /** In the mailbox's context: one at a time. */
  private void feed() {
    while (!waiting.isEmpty()) {
      SharedBuffer buffer = pool.tryAcquire(bufferBytes);
      if (buffer == null) {
        return; // The refusal has the pool call again.
      }
      waiting.remove().feed(buffer);
    }
  }

  void close() {
    pool.removeListener(poolListener);
  }
}
