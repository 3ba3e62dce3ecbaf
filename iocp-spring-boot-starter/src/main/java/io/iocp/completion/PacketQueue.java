package io.iocp.completion;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The packets posted to one worker: many producers, one consumer, first in, first out, no
 * allocation. Bounded by the number of packets that exist (see {@link Packet}).
 *
 * <p>Producers push onto a stack; the consumer takes the whole stack at once and turns it around.
 */
public final class PacketQueue {

  private final AtomicReference<@Nullable Packet> top = new AtomicReference<>();

  // Only accessed by the consumer: taken from the stack, in order, not yet run.
  private @Nullable Packet taken;

  /**
   * Queues the packet unless it is queued already. Any thread.
   *
   * @return whether the queue was empty before, so that a sleeping consumer must be woken
   */
  public boolean post(Packet packet) {
    return packet.markQueued() && push(packet);
  }

  /** Whether nothing is queued. Consumer only. */
  public boolean isEmpty() {
    return taken == null && top.get() == null;
  }

  /**
   * Runs the packets that are queued now; those queued meanwhile wait for the next call. A packet
   * that breaks its promise and throws costs the others nothing: the next call goes on behind it.
   * Consumer only.
   *
   * @return how many ran
   */
  public int runAll() {
    if (taken == null) {
      taken = inOrder(top.getAndSet(null));
    }
    int count = 0;
    while (taken != null) {
      Packet packet = taken;
      taken = packet.next;
      packet.next = null;
      run(packet);
      count++;
    }
    return count;
  }

  /**
   * Runs the packet at once, ahead of those that are queued, unless it is queued or running itself.
   * Posted again while it runs, it is queued. Consumer only.
   */
  public void execute(Packet packet) {
    if (packet.markQueued()) {
      run(packet);
    }
  }

  private void run(Packet packet) {
    packet.begin();
    try {
      packet.run();
    } finally {
      // Also when it throws, though it must not: it can be posted again, and may have been.
      if (packet.end()) {
        push(packet);
      }
    }
  }

  private boolean push(Packet packet) {
    while (true) {
      Packet before = top.get();
      packet.next = before;
      if (top.compareAndSet(before, packet)) {
        return before == null;
      }
    }
  }

  private static @Nullable Packet inOrder(@Nullable Packet stack) {
    Packet first = null;
    Packet packet = stack;
    while (packet != null) {
      Packet below = packet.next;
      packet.next = first;
      first = packet;
      packet = below;
    }
    return first;
  }
}
