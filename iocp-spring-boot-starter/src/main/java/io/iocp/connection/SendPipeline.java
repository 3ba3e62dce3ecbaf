package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has yet to send, in order, and the operations that the port sends it with.
 *
 * <pre>
 *   append ─▶ ring: │ in flight │ waiting │
 *                      └─▶ one gather send, or one range of a file, at a time
 * </pre>
 *
 * <p>It is a connection's from {@link #begin} to {@link #end}; then it may be another's. Only
 * accessed in the connection's serial context, which needs no lock.
 */
final class SendPipeline {

  /** Of all connections that are gone: there is never anything in it. */
  static final SendPipeline GONE = new SendPipeline();

  // One send takes no more than this, so that progress is seen this often with a slow peer.
  private static final long MAXIMUM_SEND_BYTES = 512 << 10;
  // While something waits that knows its time: what is in flight cannot be dropped any more.
  private static final long MAXIMUM_TIMED_SEND_BYTES = 64 << 10;
  // A file goes out in ranges of this size, likewise.
  private static final long MAXIMUM_RANGE_BYTES = 1 << 20;

  private final SendRing ring = new SendRing();
  private final Sending sending = new Sending();
  // Made for the first file; most pipelines never send one.
  private @Nullable TransmittedRange transmitting;
  private @Nullable Owner owner;
  private @Nullable SendBudget budget;
  private int inFlight;
  private int headOffset;
  private long mostTimedBytes = MAXIMUM_TIMED_SEND_BYTES;
  // Buffers in the ring that carry a time, and the time that the budget has been told.
  private int stamped;
  private long oldestNanos = MessageFlags.NO_STAMP;
  // An answer to the peer of which nothing has been started: it may still be rewritten.
  private @Nullable SharedBuffer waitingReply;
  // Made for the first file.
  private @Nullable QueuedFiles files;

  /**
   * Whom the operations tell. A class, and with one subclass: what is called for every completion
   * is then called directly.
   */
  abstract static class Owner {

    /** The gather send is complete. */
    abstract void sent(CompletionStatus status, long bytes);

    /** The range of a file is complete. */
    abstract void transmitted(CompletionStatus status, long bytes);
  }

  /**
   * From now on it is this owner's.
   *
   * @param ownBudget where the room of what goes out is given back
   */
  void begin(Owner newOwner, SendBudget ownBudget) {
    owner = newOwner;
    budget = ownBudget;
    mostTimedBytes = MAXIMUM_TIMED_SEND_BYTES;
  }

  /** Gives everything back; it may be another's. No send is in flight. */
  void end() {
    if (budget != null) {
      discard();
    }
    owner = null;
    budget = null;
    waitingReply = null;
    files = null;
  }

  /** Whether it could be another's: it is nobody's, no operation is in flight, no buffer held. */
  boolean isFree() {
    return owner == null && ring.size() == 0 && !isSending();
  }

  private Owner owner() {
    return Objects.requireNonNull(owner, "an operation completed without an owner");
  }

  private SendBudget budget() {
    return Objects.requireNonNull(budget);
  }

  // ── what is queued ────────────────────────────────────────────────────────────────────────────

  /** Appends a message's buffers with their references; room has been reserved. */
  void append(List<SharedBuffer> message, int flags, long stampNanos) {
    assert owner != null;
    int continued = flags;
    for (int i = 0; i < message.size(); i++) {
      ring.append(message.get(i), continued, stampNanos);
      continued = flags | MessageFlags.CONTINUES;
    }
    if (stampNanos != MessageFlags.NO_STAMP) {
      stamped += message.size();
      updateOldest();
    }
  }

  /** Appends a file with its head's reference; room has been reserved for both. */
  void append(OutboundFile file, SharedBuffer head) {
    assert owner != null;
    files().add(file);
    ring.append(head, 0, MessageFlags.NO_STAMP);
  }

  /**
   * Appends what other threads have handed over, and drops what they have asked to be dropped.
   *
   * @return by how many buffers there are more now, or fewer if that is negative
   */
  int fetch() {
    int before = ring.size();
    SendBudget.Handed handed = budget == null ? null : budget.take();
    while (handed != null) {
      if (handed.isDiscard()) {
        discardQueued();
      } else if (handed.file == null) {
        append(handed.buffers, handed.flags, handed.stampNanos);
      } else {
        append(handed.file, handed.buffers.get(0));
      }
      handed = handed.next;
    }
    return ring.size() - before;
  }

  boolean isEmpty() {
    return ring.size() == 0;
  }

  /** Buffers queued and in flight. */
  int size() {
    return ring.size();
  }

  /** Buffer number {@code index}, those in flight first. */
  SharedBuffer at(int index) {
    return ring.at(index);
  }

  /** Bytes of the first buffer that are sent already. */
  int headOffset() {
    return headOffset;
  }

  int inFlight() {
    return inFlight;
  }

  /** The file that is next, or in flight; {@code null} when a buffer is. */
  @Nullable OutboundFile nextFile() {
    return isEmpty() ? null : fileOf(ring.at(0));
  }

  private @Nullable OutboundFile fileOf(SharedBuffer buffer) {
    return files == null ? null : files.first(buffer);
  }

  private QueuedFiles files() {
    if (files == null) {
      files = new QueuedFiles();
    }
    return files;
  }

  /** A file that has left the queue and whose owner is to be told, or {@code null}. */
  @Nullable OutboundFile pollEndedFile() {
    return files == null ? null : files.pollEnded();
  }

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  /** Whether a send or a range of a file is in flight. */
  boolean isSending() {
    return sending.inFlight() || isTransmitting();
  }

  private boolean isTransmitting() {
    return transmitting != null && transmitting.inFlight();
  }

  /** Operations in flight by kind. Any thread, for figures. */
  void countPending(Map<OperationKind, Integer> pending) {
    pending.put(OperationKind.SEND, sending.inFlight() ? 1 : 0);
    pending.put(OperationKind.TRANSMIT_FILE, isTransmitting() ? 1 : 0);
  }

  /**
   * Sends the buffers that are next; nothing is in flight, and no file is next.
   *
   * @return how many; 0 when nothing waits
   */
  int send(StreamChannel channel) {
    int count = startSending(SendOperation.MAXIMUM_BUFFERS, maximumSendBytes());
    if (count > 0) {
      channel.send(sending);
    }
    return count;
  }

  long maximumSendBytes() {
    return stamped > 0 ? mostTimedBytes : MAXIMUM_SEND_BYTES;
  }

  /** No more than this goes out at once of what knows its time. */
  void limitTimed(int bytes) {
    mostTimedBytes = Math.min(bytes, MAXIMUM_TIMED_SEND_BYTES);
  }

  /** Sends the next range of the file that is next, or begun. */
  void transmit(StreamChannel channel) {
    if (transmitting == null) {
      transmitting = new TransmittedRange(this);
    }
    startFile();
    channel.transmitFile(transmitting);
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
    while (count < ring.size() && count < maximumBuffers && bytes < maximumBytes) {
      SharedBuffer buffer = ring.at(count);
      if (fileOf(buffer) != null) {
        break;
      }
      if (buffer == waitingReply) {
        waitingReply = null;
      }
      bytes += buffer.length();
      count++;
    }
    inFlight = count;
    return count;
  }

  /**
   * The send is complete: gives back every buffer that went out whole and remembers how far the
   * next one got.
   *
   * @return number of buffers that went out whole
   */
  int sent(long bytes) {
    inFlight = 0;
    int finished = 0;
    long left = bytes;
    while (!isEmpty()) {
      int remaining = ring.at(0).length() - headOffset;
      if (left < remaining) {
        headOffset += (int) left;
        break;
      }
      left -= remaining;
      headOffset = 0;
      giveBackFirst();
      finished++;
    }
    updateOldest();
    return finished;
  }

  /** Marks the next file as in flight. */
  void startFile() {
    inFlight = 1;
  }

  /** The range in flight is complete. */
  void transmitted(CompletionStatus status, long bytes) {
    owner().transmitted(status, bytes);
  }

  /** The file in flight has gone out whole. */
  void fileSent() {
    inFlight = 0;
    giveBackFirst();
  }

  /** Bytes of the file's next range. */
  static long rangeBytes(OutboundFile file) {
    return Math.min(file.remainingBytes(), MAXIMUM_RANGE_BYTES);
  }

  // ── dropping ──────────────────────────────────────────────────────────────────────────────────

  /**
   * Gives back what has not been started. A buffer of which a part went out stays.
   *
   * @param wholeMessages whether the rest of a message stays, too, of which a buffer has been
   *     started
   * @return number of buffers given back
   */
  int dropBacklog(boolean wholeMessages) {
    int kept = wholeMessages ? startedMessages() : startedBuffers();
    int dropped = 0;
    while (ring.size() > kept) {
      giveBackLast();
      dropped++;
    }
    updateOldest();
    return dropped;
  }

  /**
   * Gives back the droppable messages of which nothing has been started; the others keep their
   * order.
   *
   * @return bytes that will not go out
   */
  long discardQueued() {
    int kept = startedMessages();
    long bytes = 0;
    for (int i = kept; i < ring.size(); i++) {
      if ((ring.flags(i) & MessageFlags.DROPPABLE) != 0) {
        bytes += ring.at(i).length();
        giveBack(ring.at(i), ring.flags(i), ring.stamp(i));
      } else {
        ring.move(i, kept);
        kept++;
      }
    }
    ring.truncate(kept);
    updateOldest();
    return bytes;
  }

  /** Tells the budget the time of the first message that has one. */
  private void updateOldest() {
    long oldest = MessageFlags.NO_STAMP;
    for (int i = 0; stamped > 0 && oldest == MessageFlags.NO_STAMP; i++) {
      oldest = ring.stamp(i);
    }
    if (oldest != oldestNanos) {
      oldestNanos = oldest;
      budget().oldest(oldest);
    }
  }

  /** That answer, in the last place, is the one which may be rewritten until it is started. */
  void replyWaits(SharedBuffer reply) {
    waitingReply = reply;
  }

  /** The answer of which nothing has been started, or {@code null}. */
  @Nullable SharedBuffer waitingReply() {
    return waitingReply;
  }

  private int startedBuffers() {
    return inFlight == 0 && headOffset > 0 ? 1 : inFlight;
  }

  /** Buffers of messages that have begun to go out. */
  private int startedMessages() {
    int started = startedBuffers();
    while (started < ring.size() && continues(started)) {
      started++;
    }
    return started;
  }

  private boolean continues(int index) {
    return (ring.flags(index) & MessageFlags.CONTINUES) != 0;
  }

  /** Gives everything back, what was handed over included. No send is in flight. */
  void discard() {
    while (!isEmpty()) {
      giveBackFirst();
    }
    inFlight = 0;
    headOffset = 0;
    if (budget != null) {
      updateOldest();
      budget.discardInbox(file -> files().ended(file));
    }
  }

  private void giveBackFirst() {
    int flags = ring.flags(0);
    long stamp = ring.stamp(0);
    giveBack(ring.removeFirst(), flags, stamp);
  }

  private void giveBackLast() {
    int flags = ring.flags(ring.size() - 1);
    long stamp = ring.stamp(ring.size() - 1);
    giveBack(ring.removeLast(), flags, stamp);
  }

  private void giveBack(SharedBuffer buffer, int flags, long stampNanos) {
    if (files != null && files.left(buffer)) {
      budget().release(SendBudget.FILE_BYTES);
    }
    if (buffer == waitingReply) {
      waitingReply = null;
    }
    stamped -= stampNanos == MessageFlags.NO_STAMP ? 0 : 1;
    budget().release(buffer.capacity(), flags);
    buffer.release();
  }

  // ── what the port works on ────────────────────────────────────────────────────────────────────

  private final class Sending extends SendOperation {

    @Override
    public int count() {
      return inFlight;
    }

    @Override
    public SharedBuffer buffer(int index) {
      return ring.at(index);
    }

    @Override
    public int firstBufferOffset() {
      return headOffset;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      owner().sent(status, bytes);
    }
  }
}
