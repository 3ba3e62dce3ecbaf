package io.iocp.completion;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Work of one's own that goes through the port between I/O completions.
 *
 * <p>A packet is queued at most once and never runs twice at the same time. Posting it while it is
 * queued changes nothing; posting it while it runs has it run once more afterwards. So each packet
 * is one place in a queue for life, and no queue of packets can grow beyond their number.
 *
 * <pre>
 *           post                begin                  end
 *   IDLE ─────────▶ QUEUED ──────────────▶ RUNNING ─────────▶ IDLE
 *                     ▲                       │ post
 *                     └──────── end ─────── AGAIN
 * </pre>
 */
public abstract class Packet {

  private static final int IDLE = 0;
  private static final int QUEUED = 1;
  private static final int RUNNING = 2;
  private static final int AGAIN = 3;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Packet.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through STATE
  private volatile int state;

  /** Link of {@link PacketQueue}. */
  @Nullable Packet next;

  /** A packet that runs the given task. */
  public static Packet of(Runnable task) {
    return new Packet() {
      @Override
      protected void run() {
        task.run();
      }
    };
  }

  /** The work. Must not block and must not throw. */
  protected abstract void run();

  /** For queues: whether the caller must now put the packet into its queue. */
  final boolean markQueued() {
    while (true) {
      int current = state;
      int wanted = current == IDLE ? QUEUED : AGAIN;
      if (current == QUEUED || current == AGAIN) {
        return false;
      }
      if (STATE.compareAndSet(this, current, wanted)) {
        return wanted == QUEUED;
      }
    }
  }

  /** For queues: the packet was taken from the queue and is about to run. */
  final void begin() {
    STATE.setVolatile(this, RUNNING);
  }

  /** For queues: it has run; answers whether it must go back in. */
  final boolean end() {
    if (STATE.compareAndSet(this, RUNNING, IDLE)) {
      return false;
    }
    STATE.setVolatile(this, QUEUED);
    return true;
  }
}
