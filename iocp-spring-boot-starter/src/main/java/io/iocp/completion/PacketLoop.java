package io.iocp.completion;

import org.jspecify.annotations.Nullable;

/**
 * The packets of a worker that waits in the kernel: who owns the loop, and how a post wakes it.
 *
 * <p>No packet is left behind by a loop that waits. A poster queues its packet and then reads
 * whether the owner sleeps; the owner says that it sleeps and then looks whether something is
 * queued. Both orders are those of volatile variables, so that of the two at least one sees what
 * the other did: either the owner finds the packet and does not wait, or the poster finds the owner
 * asleep and wakes it. A wake-up that comes before the wait must therefore end that wait, as a
 * signalled descriptor, a selector's wake-up and a notification under a lock all do. Only who finds
 * the queue empty wakes: whoever comes after that has a packet of another before its own, whose
 * poster has the same to do.
 *
 * <p>Owner thread only, except where it says otherwise.
 */
public final class PacketLoop {

  private final int index;
  private final Runnable wake;
  private final PacketQueue packets = new PacketQueue();

  // Written by the owner once, read by any thread.
  private volatile @Nullable Thread owner;
  private volatile boolean sleeping;
  private volatile boolean closed;

  /**
   * @param index of the worker, for messages
   * @param wake ends the owner's wait, or the one that it is about to begin; any thread
   */
  public PacketLoop(int index, Runnable wake) {
    this.index = index;
    this.wake = wake;
  }

  /**
   * Makes the calling thread the owner.
   *
   * @return whether it was not before
   * @throws IllegalStateException if another thread is
   */
  public boolean adopt() {
    Thread current = Thread.currentThread();
    if (owner == current) {
      return false;
    }
    if (owner != null) {
      throw new IllegalStateException("worker " + index + " belongs to " + owner);
    }
    owner = current;
    return true;
  }

  /** Whether the calling thread is the owner. Any thread. */
  public boolean isCurrent() {
    return Thread.currentThread() == owner;
  }

  /**
   * Queues the packet and wakes the owner if it sleeps. Any thread.
   *
   * @return whether it will run; {@code false} after {@link #close}
   */
  public boolean post(Packet packet) {
    if (closed) {
      return false;
    }
    if (packets.post(packet) && sleeping) {
      wake.run();
    }
    return true;
  }

  /** Runs the packet at once on the owner thread, else posts it. Any thread. */
  public boolean execute(Packet packet) {
    if (!isCurrent()) {
      return post(packet);
    }
    packets.execute(packet);
    return true;
  }

  /**
   * The owner wants to wait.
   *
   * @return whether it may: nothing is queued, and from now on whoever posts wakes it
   */
  public boolean fallAsleep() {
    sleeping = true;
    if (packets.isEmpty()) {
      return true;
    }
    sleeping = false;
    return false;
  }

  /** The owner has waited. */
  public void awaken() {
    sleeping = false;
  }

  /** Whether nothing is queued. */
  public boolean isEmpty() {
    return packets.isEmpty();
  }

  /**
   * Runs the packets that are queued now.
   *
   * @return how many
   */
  public int runAll() {
    return packets.runAll();
  }

  /** No packet is taken any more. Any thread. */
  public void close() {
    closed = true;
  }
}
