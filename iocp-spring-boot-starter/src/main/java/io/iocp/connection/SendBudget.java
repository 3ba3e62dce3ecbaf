package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What senders on any thread share with one connection's context: the bound in bytes of buffer
 * slots, the memory that a connection keeps from others; whether somebody was refused; and the
 * inbox, through which buffers get into the context.
 *
 * <pre>
 *   reserve ─▶ hand ─▶ inbox ─▶ take (context)
 *                        │
 *                      seal: what was handed before is taken, nothing after it
 * </pre>
 *
 * <p>Any thread, unless a method says otherwise.
 */
final class SendBudget {

  /**
   * What a file counts for, whatever its size: about the memory that one takes while it is sent. It
   * bounds the descriptors that a queue keeps open.
   */
  static final long FILE_BYTES = 64 << 10;

  /** Most slot bytes of control frames that wait or are in flight; a goodbye comes on top. */
  static final long CONTROL_BYTES = 64 << 10;

  private static final VarHandle QUEUED_BYTES;
  private static final VarHandle CONTROL;
  private static final VarHandle OLDEST_NANOS;
  private static final VarHandle INBOX;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      QUEUED_BYTES = lookup.findVarHandle(SendBudget.class, "queuedBytes", long.class);
      CONTROL = lookup.findVarHandle(SendBudget.class, "controlBytes", long.class);
      OLDEST_NANOS = lookup.findVarHandle(SendBudget.class, "oldestNanos", long.class);
      INBOX = lookup.findVarHandle(SendBudget.class, "inbox", Handed.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long boundBytes;

  @SuppressWarnings("unused") // through QUEUED_BYTES
  private volatile long queuedBytes;

  @SuppressWarnings("unused") // through CONTROL
  private volatile long controlBytes;

  // Written in the context, through OLDEST_NANOS.
  private volatile long oldestNanos = MessageFlags.NO_STAMP;

  // The latest first; a seal on top lets nothing in.
  private volatile @Nullable Handed inbox;

  // Set by whoever was refused, cleared in the context when there is room again.
  private volatile boolean refused;

  SendBudget(long boundBytes) {
    this.boundBytes = boundBytes;
  }

  // ── the bound ─────────────────────────────────────────────────────────────────────────────────

  /** Sets another bound; what is queued stays. */
  void bound(long bytes) {
    boundBytes = bytes;
  }

  /** Slot bytes queued and in flight. */
  long queuedBytes() {
    return queuedBytes;
  }

  /** Whether at least half of the bound is free. */
  boolean isHalfEmpty() {
    return queuedBytes <= boundBytes / 2;
  }

  /** Whether the next message would be refused. */
  boolean isFull() {
    return queuedBytes >= boundBytes;
  }

  /** Reserves room: a queue below its bound takes one more message of any size. */
  boolean tryReserve(long bytes) {
    while (true) {
      long before = queuedBytes;
      if (before >= boundBytes) {
        return false;
      }
      if (QUEUED_BYTES.compareAndSet(this, before, before + bytes)) {
        return true;
      }
    }
  }

  /** Takes room whether there is some or not. */
  void reserve(long bytes) {
    QUEUED_BYTES.getAndAdd(this, bytes);
  }

  /** Slot bytes of control frames queued and in flight; they count for the queue, too. */
  long controlBytes() {
    return controlBytes;
  }

  /** Takes room for a control frame: the bound does not apply to it, but one of its own does. */
  boolean tryReserveControl(long bytes) {
    if (controlBytes >= CONTROL_BYTES) {
      return false;
    }
    reserveControl(bytes);
    return true;
  }

  /** Takes room for a control frame in any case. */
  void reserveControl(long bytes) {
    CONTROL.getAndAdd(this, bytes);
    reserve(bytes);
  }

  /** Gives back the room of one buffer of a message. */
  void release(long bytes, int messageFlags) {
    if ((messageFlags & MessageFlags.CONTROL) != 0) {
      CONTROL.getAndAdd(this, -bytes);
    }
    release(bytes);
  }

  // ── the oldest message ────────────────────────────────────────────────────────────────────────

  /** What waits in the context is as old as that. Context only. */
  void oldest(long stampNanos) {
    OLDEST_NANOS.setRelease(this, stampNanos);
  }

  /** Time of the oldest message that the kernel has not taken whole, or NO_STAMP. */
  long oldestUnsentNanos() {
    long oldest = oldestNanos;
    if (oldest == MessageFlags.NO_STAMP) {
      for (Handed handed = inbox; handed != null; handed = handed.next) {
        oldest = handed.stampNanos == MessageFlags.NO_STAMP ? oldest : handed.stampNanos;
      }
    }
    return oldest;
  }

  /** Gives room back. */
  void release(long bytes) {
    QUEUED_BYTES.getAndAdd(this, -bytes);
  }

  // ── who was refused ───────────────────────────────────────────────────────────────────────────

  /** Somebody was refused, and is to be told when there is room. */
  void refused() {
    refused = true;
  }

  /** Whether somebody was refused and half of the bound is free; answers so once. Context only. */
  boolean pollDrained() {
    if (hasDrained()) {
      refused = false;
      return true;
    }
    return false;
  }

  /** Whether somebody was refused and is to be told that there is room. */
  boolean hasDrained() {
    return refused && isHalfEmpty() && !isSealed();
  }

  // ── the inbox ─────────────────────────────────────────────────────────────────────────────────

  /**
   * Hands something to the context, with its references; room has been reserved.
   *
   * @return whether it was taken; {@code false} once the inbox is sealed
   */
  boolean hand(Handed handed) {
    while (true) {
      Handed top = inbox;
      if (top != null && top.isSeal()) {
        return false;
      }
      handed.next = top;
      if (INBOX.compareAndSet(this, top, handed)) {
        return true;
      }
    }
  }

  /** Lets nothing more in. What was handed before is still to be taken. */
  void seal() {
    Handed seal = Handed.seal();
    while (true) {
      Handed top = inbox;
      if (top != null && top.isSeal()) {
        return;
      }
      seal.next = top;
      if (INBOX.compareAndSet(this, top, seal)) {
        return;
      }
    }
  }

  /** Whether nothing more is let in. */
  boolean isSealed() {
    Handed top = inbox;
    return top != null && top.isSeal();
  }

  /** Takes what was handed, the first of it first; the others are behind its {@code next}. */
  @Nullable Handed take() {
    while (true) {
      Handed top = inbox;
      if (top == null) {
        return null;
      }
      boolean sealed = top.isSeal();
      Handed last = sealed ? top.next : top;
      if (last == null) {
        return null;
      }
      if (INBOX.compareAndSet(this, top, sealed ? Handed.seal() : null)) {
        return reversed(last);
      }
    }
  }

  private static Handed reversed(Handed last) {
    Handed first = last;
    Handed following = null;
    while (true) {
      Handed before = first.next;
      first.next = following;
      if (before == null) {
        return first;
      }
      following = first;
      first = before;
    }
  }

  /** Gives back what was handed over, and ends the files among it. */
  void discardInbox() {
    discardInbox(OutboundFile::end);
  }

  /**
   * Gives back what was handed over.
   *
   * @param end what becomes of a file
   */
  void discardInbox(Consumer<OutboundFile> end) {
    for (Handed handed = take(); handed != null; handed = handed.next) {
      for (SharedBuffer buffer : handed.buffers) {
        release(buffer.capacity(), handed.flags);
        buffer.release();
      }
      if (handed.file != null) {
        release(FILE_BYTES);
        end.accept(handed.file);
      }
    }
  }

  /** What another thread has offered; a file comes with its head alone. */
  static final class Handed {

    private static final int SEAL = 1 << 8;
    private static final int DISCARD = 1 << 9;

    final List<SharedBuffer> buffers;
    final int flags;
    final long stampNanos;
    final @Nullable OutboundFile file;
    @Nullable Handed next;

    private Handed(
        List<SharedBuffer> buffers, int flags, long stampNanos, @Nullable OutboundFile file) {
      this.buffers = buffers;
      this.flags = flags;
      this.stampNanos = stampNanos;
      this.file = file;
    }

    /** A message of at least one buffer; the list must not change any more. */
    static Handed message(List<SharedBuffer> buffers, int flags, long stampNanos) {
      return new Handed(buffers, flags, stampNanos, null);
    }

    static Handed file(SharedBuffer head, OutboundFile file) {
      return new Handed(List.of(head), 0, MessageFlags.NO_STAMP, file);
    }

    /** No message: what may be dropped of those before it is dropped when it is taken. */
    static Handed discard() {
      return new Handed(List.of(), DISCARD, MessageFlags.NO_STAMP, null);
    }

    private static Handed seal() {
      return new Handed(List.of(), SEAL, MessageFlags.NO_STAMP, null);
    }

    boolean isDiscard() {
      return flags == DISCARD;
    }

    private boolean isSeal() {
      return flags == SEAL;
    }
  }
}
