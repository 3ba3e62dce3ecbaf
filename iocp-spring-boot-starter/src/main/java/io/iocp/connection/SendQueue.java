package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has yet to send, in order, bounded in bytes of buffer slots: the memory that
 * it keeps from others.
 *
 * <pre>
 *   offer (context) ───────────────┐
 *                                  ▼
 *   offer (any thread) ─▶ inbox ─▶ ring: │ in flight │ waiting │ ─▶ one gather send
 * </pre>
 *
 * <p>The ring belongs to the connection's serial context and needs no lock. Other threads reserve
 * their bytes, put their buffers into the inbox and have the context fetch them. Once the
 * connection is gone the ring is another's: the queue has {@linkplain #end() ended} before.
 */
final class SendQueue {

  /**
   * What a file counts for, whatever its size: about the memory that one takes while it is sent. It
   * bounds the descriptors that a queue keeps open.
   */
  static final long FILE_BYTES = 64 << 10;

  private static final VarHandle QUEUED_BYTES;

  static {
    try {
      QUEUED_BYTES =
          MethodHandles.lookup().findVarHandle(SendQueue.class, "queuedBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long boundBytes;

  @SuppressWarnings("unused") // through QUEUED_BYTES
  private volatile long queuedBytes;

  private volatile @Nullable ConcurrentLinkedQueue<Handed> inbox;

  // The rest is only accessed in the connection's serial context.
  private final SendRing ring;
  private boolean ended;
  private int inFlight;
  private int headOffset;
  // In the order of their heads, which stand for them in the ring.
  private @Nullable ArrayDeque<OutboundFile> files;
  // Out of the ring; whoever waits for them has not been told. Bounded by the files queued.
  private @Nullable ArrayDeque<OutboundFile> endedFiles;

  /** What another thread has offered; a file comes with its head alone. */
  private record Handed(List<SharedBuffer> buffers, @Nullable OutboundFile file) {}

  /**
   * @param ring empty, and this queue's until it has ended
   */
  SendQueue(long boundBytes, SendRing ring) {
    this.boundBytes = boundBytes;
    this.ring = ring;
  }

  /** Sets another bound; what is queued stays. Any thread. */
  void bound(long bytes) {
    boundBytes = bytes;
  }

  /** Slot bytes queued and in flight. Any thread. */
  long queuedBytes() {
    return queuedBytes;
  }

  /** Whether at least half of the bound is free. Any thread. */
  boolean isHalfEmpty() {
    return queuedBytes <= boundBytes / 2;
  }

  /** Whether the next message would be refused. Any thread. */
  boolean isFull() {
    return queuedBytes >= boundBytes;
  }

  /** Reserves room: a queue below its bound takes one more message of any size. Any thread. */
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

  /** Takes room whether there is some or not: for control frames, which are few and small. */
  void reserve(long bytes) {
    QUEUED_BYTES.getAndAdd(this, bytes);
  }

  /** Appends a message's buffers with their references; room has been reserved. Context only. */
  void append(List<SharedBuffer> message) {
    for (int i = 0; i < message.size(); i++) {
      append(message.get(i), i > 0);
    }
  }

  private void append(SharedBuffer buffer, boolean goesOn) {
    assert !ended;
    ring.append(buffer, goesOn);
  }

  /** Appends a file with its head's reference; room has been reserved for both. Context only. */
  void append(OutboundFile file, SharedBuffer head) {
    if (files == null) {
      files = new ArrayDeque<>(2);
    }
    files.add(file);
    append(head, false);
  }

  /**
   * Hands buffers with their references to the context; room has been reserved. The list must not
   * change any more. Any thread.
   */
  void hand(List<SharedBuffer> buffers) {
    hand(new Handed(buffers, null));
  }

  /** Hands a file with its head's reference to the context. Any thread. */
  void hand(OutboundFile file, SharedBuffer head) {
    hand(new Handed(List.of(head), file));
  }

  private void hand(Handed handed) {
    ConcurrentLinkedQueue<Handed> queue = inbox;
    if (queue == null) {
      synchronized (this) {
        queue = inbox;
        if (queue == null) {
          queue = new ConcurrentLinkedQueue<>();
          inbox = queue;
        }
      }
    }
    queue.add(handed);
  }

  /**
   * Moves what other threads have handed over to the end of the ring; gives it back once the queue
   * has ended. Context only.
   *
   * @return number of buffers moved
   */
  int fetch() {
    ConcurrentLinkedQueue<Handed> queue = inbox;
    if (queue == null) {
      return 0;
    }
    if (ended) {
      discardInbox(this::ended);
      return 0;
    }
    int before = ring.size();
    Handed handed = queue.poll();
    while (handed != null) {
      if (handed.file == null) {
        append(handed.buffers);
      } else {
        append(handed.file, handed.buffers.get(0));
      }
      handed = queue.poll();
    }
    return ring.size() - before;
  }

  /** Gives back what other threads have handed over, and ends the files among it. Any thread. */
  void discardInbox() {
    discardInbox(
        file -> {
          reserve(-FILE_BYTES);
          file.end();
        });
  }

  private void discardInbox(Consumer<OutboundFile> end) {
    ConcurrentLinkedQueue<Handed> queue = inbox;
    if (queue == null) {
      return;
    }
    Handed handed = queue.poll();
    while (handed != null) {
      handed.buffers.forEach(this::giveBack);
      if (handed.file != null) {
        end.accept(handed.file);
      }
      handed = queue.poll();
    }
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Buffers queued and in flight. Context only. */
  int size() {
    return ended ? 0 : ring.size();
  }

  /** The file that is next, or in flight; {@code null} when a buffer is. Context only. */
  @Nullable OutboundFile nextFile() {
    return isEmpty() ? null : fileOf(at(0));
  }

  /** The first file, if that is its head. No other can be: heads are in the files' order. */
  private @Nullable OutboundFile fileOf(SharedBuffer buffer) {
    OutboundFile first = files == null ? null : files.peekFirst();
    return first != null && first.hasHead(buffer) ? first : null;
  }

  /** Marks the next file as in flight. */
  void startFile() {
    inFlight = 1;
  }

  /** The file in flight has gone out whole. */
  void fileSent() {
    inFlight = 0;
    giveBack(removeFirst());
  }

  /** A file that has left the queue and whose owner is to be told, or {@code null}. */
  @Nullable OutboundFile pollEndedFile() {
    return endedFiles == null ? null : endedFiles.poll();
  }

  /**
   * Marks the next buffers, up to the given number and roughly that many bytes, as in flight. It
   * ends in front of a file.
   *
   * @return how many; 0 when nothing waits
   */
  int startSending(int maximumBuffers, long maximumBytes) {
    int count = 0;
    long bytes = 0;
    while (count < size() && count < maximumBuffers && bytes < maximumBytes) {
      if (fileOf(at(count)) != null) {
        break;
      }
      bytes += at(count).length();
      count++;
    }
    inFlight = count;
    return count;
  }

  /** Buffer number {@code index} of those in flight. */
  SharedBuffer at(int index) {
    assert !ended;
    return ring.at(index);
  }

  /** Bytes of the first buffer that are sent already. */
  int headOffset() {
    return headOffset;
  }

  int inFlight() {
    return inFlight;
  }

  /**
   * The send is home: gives back every buffer that went out whole and remembers how far the next
   * one got.
   *
   * @return number of buffers that went out whole
   */
  int sent(long bytes) {
    inFlight = 0;
    int finished = 0;
    long left = bytes;
    while (!isEmpty()) {
      int remaining = at(0).length() - headOffset;
      if (left < remaining) {
        headOffset += (int) left;
        break;
      }
      left -= remaining;
      headOffset = 0;
      giveBack(removeFirst());
      finished++;
    }
    return finished;
  }

  /**
   * Gives back what has not been started. A buffer of which a part went out stays. Context only.
   *
   * @param wholeMessages whether the rest of a message stays, too, of which a buffer has been
   *     started
   * @return number of buffers given back
   */
  int dropBacklog(boolean wholeMessages) {
    int kept = inFlight == 0 && headOffset > 0 ? 1 : inFlight;
    while (wholeMessages && kept < size() && ring.goesOn(kept)) {
      kept++;
    }
    int dropped = 0;
    while (size() > kept) {
      giveBack(removeLast());
      dropped++;
    }
    return dropped;
  }

  /** Gives everything back. Context only, with no send in flight. */
  void discard() {
    while (!isEmpty()) {
      giveBack(removeFirst());
    }
    headOffset = 0;
    discardInbox(this::ended);
  }

  /** Gives everything back, and takes nothing more: the ring may be another's. Context only. */
  void end() {
    discard();
    ended = true;
  }

  private SharedBuffer removeFirst() {
    SharedBuffer first = at(0);
    OutboundFile file = fileOf(first);
    if (file != null && files != null) {
      files.removeFirst();
      ended(file);
    }
    return ring.removeFirst();
  }

  private SharedBuffer removeLast() {
    SharedBuffer last = at(size() - 1);
    OutboundFile file = files == null ? null : files.peekLast();
    if (file != null && files != null && file.hasHead(last)) {
      files.removeLast();
      ended(file);
    }
    return ring.removeLast();
  }

  private void ended(OutboundFile file) {
    reserve(-FILE_BYTES);
    if (endedFiles == null) {
      endedFiles = new ArrayDeque<>(2);
    }
    endedFiles.add(file);
  }

  private void giveBack(SharedBuffer buffer) {
    QUEUED_BYTES.getAndAdd(this, (long) -buffer.capacity());
    buffer.release();
  }
}
