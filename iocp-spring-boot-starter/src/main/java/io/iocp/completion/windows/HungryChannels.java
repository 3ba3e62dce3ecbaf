package io.iocp.completion.windows;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The channels that have data waiting and no buffer for it, in the order in which they are to have
 * the next ones. Each is here once at most. One buffer that comes back feeds one of them: it is
 * taken from the pool here and handed over.
 */
final class HungryChannels {

  private final ConcurrentLinkedQueue<WindowsChannel> waiting = new ConcurrentLinkedQueue<>();
  private final BufferPool pool;
  private final int bufferBytes;
  private final Mailbox mailbox;
  private final Packet feed = Packet.of(this::feed);
  private final Runnable poolListener = this::feedSoon;

  HungryChannels(BufferPool pool, int bufferBytes, Mailbox mailbox) {
    this.pool = pool;
    this.bufferBytes = bufferBytes;
    this.mailbox = mailbox;
    pool.onAvailable(poolListener);
  }

  /** The pool has just refused the channel. Any thread. */
  void add(WindowsChannel channel) {
    waiting.add(channel);
    // A buffer that came back before the channel was in the queue has told nobody.
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
