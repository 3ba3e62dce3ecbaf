package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A serial context on a port where any worker may dequeue: the packets and the finished operations
 * of one channel, or of one worker, which is itself a context. Whatever is put in runs in the order
 * it came, one at a time, on whichever worker takes the mailbox; nobody waits for anybody and no
 * lock is held meanwhile.
 *
 * <pre>
 *             put in                     a worker takes it
 *   empty ─────────────▶ scheduled ─────────────────────────▶ running
 *     ▲                      ▲                                   │
 *     │                      └────── something was put in ───────┤
 *     └──────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>This is also what makes it harmless that a completion is dequeued before the call that started
 * the operation has returned: the call runs in the context, so the completion waits in the mailbox
 * until it is out of it.
 */
final class Mailbox {

  private final ReadyMailboxes ready;
  private final PacketQueue packets = new PacketQueue();
  // Whether somebody runs it or is bound to.
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile @Nullable Thread runner;

  Mailbox(ReadyMailboxes ready) {
    this.ready = ready;
  }

  /** Whether the calling thread runs this mailbox now. Any thread. */
  boolean inContext() {
    return runner == Thread.currentThread();
  }

  /**
   * Puts the packet in; the calling worker runs it soon, or any if the caller is none. Any thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean post(Packet packet) {
    if (ready.isShutDown()) {
      return false;
    }
    packets.post(packet);
    if (schedule()) {
      ready.runSoon(this);
    }
    return true;
  }

  /**
   * Puts the packet in; whichever worker is free runs it. Any thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean postToAnyWorker(Packet packet) {
    if (ready.isShutDown()) {
      return false;
    }
    packets.post(packet);
    if (schedule()) {
      ready.runAnywhere(this);
    }
    return true;
  }

  /** Runs the packet at once when the caller is in the context, else posts it. Any thread. */
  boolean execute(Packet packet) {
    if (!inContext()) {
      return post(packet);
    }
    packets.execute(packet);
    return true;
  }

  /** Enters the context with the packet when nobody is in it, else posts it. Workers only. */
  void enter(Packet packet) {
    if (!schedule()) {
      post(packet);
      return;
    }
    Thread current = Thread.currentThread();
    runner = current;
    try {
      packets.execute(packet);
    } finally {
      leave();
    }
  }

  /**
   * Runs what is in it now. By the worker that it was scheduled for.
   *
   * @return packets run
   */
  int run() {
    runner = Thread.currentThread();
    try {
      return packets.runAll();
    } finally {
      leave();
    }
  }

  private void leave() {
    runner = null;
    scheduled.set(false);
    // What was put in meanwhile has scheduled nobody.
    if (!packets.isEmpty() && schedule()) {
      ready.runSoon(this);
    }
  }

  private boolean schedule() {
    return !scheduled.get() && scheduled.compareAndSet(false, true);
  }
}
