package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Where one socket's receive buffers come from: the pool, or, when that is empty, the queue of the
 * hungry, in which it waits once. In the socket's context, except {@link #feed}.
 */
final class ReceiveBuffers implements HungryReaders.Hungry {

  private final WindowsPort port;
  private final Mailbox mailbox;
  private final Runnable fed;
  // Waits in the queue.
  private boolean hungry;
  // A buffer that the queue has handed over.
  private @Nullable SharedBuffer spare;

  /**
   * @param fed goes on receiving; runs in the mailbox
   */
  ReceiveBuffers(WindowsPort port, Mailbox mailbox, Runnable fed) {
    this.port = port;
    this.mailbox = mailbox;
    this.fed = fed;
  }

  /** Whether there is no point in asking. */
  boolean areAwaited() {
    return hungry;
  }

  /** An empty buffer; null when there is none, and then the socket is hungry. */
  @Nullable SharedBuffer acquire() {
    SharedBuffer buffer = spare;
    spare = null;
    if (buffer == null) {
      buffer = port.acquireReceiveBuffer();
    }
    if (buffer == null) {
      hungry = true;
      port.counters().starvations.increment();
      port.hungry().add(this);
    }
    return buffer;
  }

  @Override
  public void feed(SharedBuffer buffer) {
    if (!mailbox.post(Packet.of(() -> fed(buffer)))) {
      buffer.release();
    }
  }

  private void fed(SharedBuffer buffer) {
    hungry = false;
    spare = buffer;
    fed.run();
    SharedBuffer unused = spare;
    if (unused != null) {
      spare = null;
      unused.release();
    }
  }
}
