package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.statistics.Counters;
import java.util.List;
import java.util.Objects;

/**
 * What goes out on one connection: from the offer through the {@link SendQueue} to the port, in
 * order, one send or range of a file in flight at a time.
 *
 * <pre>
 *   offer ─▶ queue ─▶ sendNext ─▶ port ─▶ sent, transmitted ─┐
 *                        ▲                                   │ what is left, what is next
 *                        └───────────────────────────────────┘
 * </pre>
 *
 * <p>Methods are for the connection's context, unless they say otherwise.
 */
final class SendPath {

  // One send takes what is queued, but no more than this, so that progress is seen at least this
  // often with a slow peer.
  private static final long MAXIMUM_SEND_BYTES = 512 << 10;

  private final Connection connection;
  private final StreamChannel channel;
  private final Counters<ConnectionCounter> counters;
  // Something was offered from outside of the context.
  private final Packet attention;
  private final SendQueue queue;

  // Written in the context. Other threads read them for figures only, which may be a moment old.
  private int sequence;
  private int nextSequence;
  private long bytes;

  // Only accessed in the context.
  private boolean probing;
  private final PongBudget replies = new PongBudget();

  // Set by whoever was refused, cleared in the context when there is room again.
  private volatile boolean refused;

  SendPath(
      Connection connection,
      StreamChannel channel,
      Counters<ConnectionCounter> counters,
      Packet attention,
      SendQueue queue) {
    this.connection = connection;
    this.channel = channel;
    this.counters = counters;
    this.attention = attention;
    this.queue = queue;
  }

  SendQueue queue() {
    return queue;
  }

  /** Number of the buffer or file that goes out, or will. Any thread. */
  int sequence() {
    return sequence;
  }

  /** Number of the next one to be queued. Any thread. */
  int nextSequence() {
    return nextSequence;
  }

  /** Bytes that the kernel took so far. Any thread. */
  long bytes() {
    return bytes;
  }

  // ── offers: any thread ────────────────────────────────────────────────────────────────────────

  SendOutcome offer(List<SharedBuffer> message) {
    if (!connection.acceptsData()) {
      return SendOutcome.CLOSED;
    }
    if (!queue.tryReserve(slotBytes(message))) {
      return refuseWhenFull();
    }
    enqueue(message);
    return SendOutcome.QUEUED;
  }

  SendOutcome send(List<SharedBuffer> message) {
    SendOutcome outcome = offer(message);
    return outcome == SendOutcome.QUEUED && flush() ? SendOutcome.SENT : outcome;
  }

  SendOutcome sendControl(SharedBuffer buffer) {
    if (!connection.acceptsData()) {
      return SendOutcome.CLOSED;
    }
    queue.reserve(buffer.capacity());
    enqueue(List.of(buffer));
    return flush() ? SendOutcome.SENT : SendOutcome.QUEUED;
  }

  SendOutcome sendFile(SharedBuffer head, OutboundFile file) {
    if (!connection.acceptsData()) {
      return SendOutcome.CLOSED;
    }
    if (!queue.tryReserve(head.capacity() + SendQueue.FILE_BYTES)) {
      return refuseWhenFull();
    }
    head.retain();
    file.head(head);
    if (channel.inContext()) {
      fetchHandedOver();
      queue.append(file, head);
      nextSequence = SequenceNumbers.after(nextSequence);
      return sendNext() ? SendOutcome.SENT : SendOutcome.QUEUED;
    }
    queue.hand(file, head);
    if (!channel.execute(attention)) {
      queue.discardInbox();
    }
    return SendOutcome.QUEUED;
  }

  boolean flush() {
    if (!channel.inContext()) {
      channel.execute(attention);
      return false;
    }
    return sendNext();
  }

  SendOutcome refuse() {
    refused = true;
    counters.increment(ConnectionCounter.SEND_QUEUE_FULL);
    return SendOutcome.FULL;
  }

  private SendOutcome refuseWhenFull() {
    SendOutcome refusal = refuse();
    if (queue.isHalfEmpty() && !channel.inContext()) {
      // It drained before it could know that somebody waits for it.
      channel.execute(attention);
    }
    return refusal;
  }

  private void enqueue(List<SharedBuffer> message) {
    for (int i = 0; i < message.size(); i++) {
      message.get(i).retain();
    }
    if (channel.inContext()) {
      // Keeps the order of a thread that first offered from outside and is now inside.
      fetchHandedOver();
      queue.append(message);
      nextSequence = SequenceNumbers.advance(nextSequence, message.size());
      return;
    }
    queue.hand(List.copyOf(message));
    if (!channel.execute(attention)) {
      queue.discardInbox();
    }
  }

  private static long slotBytes(List<SharedBuffer> message) {
    long bytes = 0;
    for (int i = 0; i < message.size(); i++) {
      bytes += message.get(i).capacity();
    }
    return bytes;
  }

  // ── sends: context only ───────────────────────────────────────────────────────────────────────

  /** A probe: it does not count as activity, only the peer's answer does. */
  void sendProbe(SharedBuffer buffer) {
    fetchHandedOver();
    probing = queue.isEmpty();
    sendControl(buffer);
  }

  /** Whether the control frame that comes next may be the answer to one of the peer. */
  boolean beginReply() {
    if (queue.isFull()) {
      return false;
    }
    fetchHandedOver();
    return replies.begin(nextSequence, sequence);
  }

  /**
   * Sends what is next, unless a send is in flight: then its completion goes on.
   *
   * @return whether everything queued was handed to the port now
   */
  boolean sendNext() {
    if (connection.isFinished()) {
      // Nothing follows a FIN; whoever offered it was faster than the news.
      if (!isSending()) {
        discard();
      }
      return false;
    }
    fetchHandedOver();
    if (isSending()) {
      return false;
    }
    SecuredTraffic secured = connection.secured();
    if (secured != null) {
      return secured.sendNext();
    }
    if (queue.nextFile() != null) {
      queue.startFile();
      channel.transmitFile(connection.context().transmitting());
      return queue.size() == 1;
    }
    int count = queue.startSending(SendOperation.MAXIMUM_BUFFERS, MAXIMUM_SEND_BYTES);
    if (count == 0) {
      connection.everythingSent();
      return true;
    }
    channel.send(connection.context().sending());
    return count == queue.size();
  }

  private boolean isSending() {
    SecuredTraffic secured = connection.secured();
    return connection.context().isSending() || (secured != null && secured.isSending());
  }

  private void fetchHandedOver() {
    int count = queue.fetch();
    if (count > 0) {
      nextSequence = SequenceNumbers.advance(nextSequence, count);
    }
  }

  void sent(CompletionStatus status, long sentBytes) {
    account(sentBytes, queue.sent(sentBytes));
    if (status != CompletionStatus.OK) {
      connection.broken(status);
      return;
    }
    tellDrained();
    sendNext();
  }

  /**
   * Counts what has gone out.
   *
   * @param finished buffers of the queue that went out whole with these bytes
   */
  void account(long sentBytes, int finished) {
    bytes += sentBytes;
    // A probe that goes out in parts is a probe to its last byte.
    boolean beyondProbe = finished > 1 || (finished == 1 && queue.headOffset() > 0);
    if (sentBytes > 0 && (!probing || beyondProbe)) {
      connection.active();
    }
    probing &= finished == 0;
    sequence = SequenceNumbers.advance(sequence, finished);
  }

  void transmitted(CompletionStatus status, long sentBytes) {
    if (sentBytes > 0) {
      bytes += sentBytes;
      connection.active();
    }
    OutboundFile file = Objects.requireNonNull(queue.nextFile());
    if (status != CompletionStatus.OK) {
      if (status == CompletionStatus.END_OF_STREAM || status == CompletionStatus.FAILED) {
        countFailed(file);
      }
      connection.broken(status);
      return;
    }
    rangeSent(file, ConnectionContext.rangeBytes(file));
    if (file.isSent()) {
      fileSent();
      tellDrained();
    } else if (!connection.state().isFinal()) {
      channel.transmitFile(connection.context().transmitting());
      return;
    }
    sendNext();
  }

  /** A range of the file has gone out whole. */
  void rangeSent(OutboundFile file, long rangeBytes) {
    file.sent(rangeBytes);
    connection.call(file::tellProgress);
  }

  /** The file could not be read as far as it was to be. */
  void countFailed(OutboundFile file) {
    counters.increment(ConnectionCounter.FILE_FAILED);
    file.failed();
  }

  /** The file in flight has gone out whole. */
  void fileSent() {
    queue.fileSent();
    sequence = SequenceNumbers.after(sequence);
    tellEndedFiles();
  }

  /**
   * Throws away what is queued and not in flight yet.
   *
   * @param wholeMessages whether the rest of a message that has begun to go out stays
   */
  void dropBacklog(boolean wholeMessages) {
    fetchHandedOver();
    // Numbers that were never sent are given to what comes next: nothing is missing in between.
    nextSequence = SequenceNumbers.advance(nextSequence, -queue.dropBacklog(wholeMessages));
    tellEndedFiles();
  }

  /** Tells the handler, if somebody was refused and half of the queue is free now. */
  void tellDrained() {
    if (refused && queue.isHalfEmpty() && connection.acceptsData()) {
      refused = false;
      connection.drained();
    }
  }

  /** Throws everything away. No send is in flight. */
  void discard() {
    queue.discard();
    tellEndedFiles();
  }

  private void tellEndedFiles() {
    OutboundFile file = queue.pollEndedFile();
    while (file != null) {
      connection.call(file::end);
      file = queue.pollEndedFile();
    }
  }
}
