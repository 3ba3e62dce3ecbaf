package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.StreamChannel;
import io.iocp.statistics.Counters;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one connection: from the offer, bounded by the {@link SendBudget}, through the
 * {@link SendPipeline} to the port, in order, one send or range of a file in flight at a time.
 *
 * <pre>
 *   offer ─▶ pipeline ─▶ sendNext ─▶ port ─▶ sent, transmitted ─┐
 *                           ▲                                   │ what is left, what is next
 *                           └───────────────────────────────────┘
 * </pre>
 *
 * <p>Methods are for the connection's context, unless they say otherwise.
 */
final class SendPath extends SendPipeline.Owner {

  private final ConnectionEvents connection;
  private final StreamChannel channel;
  private final Counters<ConnectionCounter> counters;
  private final CallbackGuard guard;
  // Something was offered from outside of the context.
  private final Packet wake;
  private final SendBudget budget;
  private SendPipeline pipeline;
  private @Nullable SecuredTraffic secured;

  // Written in the context. Other threads read them for figures only, which may be a moment old.
  private int sequence;
  private int nextSequence;
  private long bytes;

  private boolean probing;

  /**
   * @param pipeline empty, and the connection's until {@link #end()}
   */
  SendPath(
      ConnectionEvents connection,
      StreamChannel channel,
      Counters<ConnectionCounter> counters,
      CallbackGuard guard,
      Packet wake,
      SendBudget budget,
      SendPipeline pipeline) {
    this.connection = connection;
    this.channel = channel;
    this.counters = counters;
    this.guard = guard;
    this.wake = wake;
    this.budget = budget;
    this.pipeline = pipeline;
  }

  /**
   * Begins: the operations tell this from now on.
   *
   * @param between what seals and sends in its place; null if nothing does
   */
  void begin(@Nullable SecuredTraffic between) {
    secured = between;
    pipeline.begin(this, budget);
  }

  /** Any thread. */
  SendBudget budget() {
    return budget;
  }

  SendPipeline pipeline() {
    return pipeline;
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
    return offer(message, 0, MessageFlags.NO_STAMP);
  }

  SendOutcome offer(List<SharedBuffer> message, int flags, long stampNanos) {
    if (budget.isSealed()) {
      return SendOutcome.CLOSED;
    }
    long slotBytes = slotBytes(message);
    if (!budget.tryReserve(slotBytes)) {
      return refuseWhenFull();
    }
    return enqueue(message, slotBytes, flags, stampNanos);
  }

  SendOutcome send(List<SharedBuffer> message) {
    SendOutcome outcome = offer(message);
    return outcome == SendOutcome.QUEUED && flush() ? SendOutcome.SENT : outcome;
  }

  SendOutcome sendControl(SharedBuffer buffer) {
    if (budget.isSealed()) {
      return SendOutcome.CLOSED;
    }
    if (!budget.tryReserveControl(buffer.capacity())) {
      return refuse();
    }
    SendOutcome outcome =
        enqueue(List.of(buffer), buffer.capacity(), MessageFlags.CONTROL, MessageFlags.NO_STAMP);
    return outcome == SendOutcome.QUEUED && flush() ? SendOutcome.SENT : outcome;
  }

  SendOutcome sendFile(SharedBuffer head, OutboundFile file) {
    if (budget.isSealed()) {
      return SendOutcome.CLOSED;
    }
    long slotBytes = head.capacity() + SendBudget.FILE_BYTES;
    if (!budget.tryReserve(slotBytes)) {
      return refuseWhenFull();
    }
    head.retain();
    file.head(head);
    if (channel.inContext()) {
      fetch();
      pipeline.append(file, head);
      nextSequence = SequenceNumbers.after(nextSequence);
      return sendNext() ? SendOutcome.SENT : SendOutcome.QUEUED;
    }
    if (!budget.hand(SendBudget.Handed.file(head, file))) {
      // Sealed in between: the file stays the caller's.
      head.release();
      budget.release(slotBytes);
      return SendOutcome.CLOSED;
    }
    attendInbox();
    return SendOutcome.QUEUED;
  }

  boolean flush() {
    if (!channel.inContext()) {
      channel.execute(wake);
      return false;
    }
    return sendNext();
  }

  SendOutcome refuse() {
    budget.refused();
    counters.increment(ConnectionCounter.SEND_QUEUE_FULL);
    return SendOutcome.FULL;
  }

  private SendOutcome refuseWhenFull() {
    SendOutcome refusal = refuse();
    if (budget.isHalfEmpty() && !channel.inContext()) {
      // It drained before it could know that somebody waits for it.
      channel.execute(wake);
    }
    return refusal;
  }

  /** Queues a message for which room has been reserved. */
  private SendOutcome enqueue(
      List<SharedBuffer> message, long slotBytes, int flags, long stampNanos) {
    for (int i = 0; i < message.size(); i++) {
      message.get(i).retain();
    }
    if (channel.inContext()) {
      // Keeps the order of a thread that first offered from outside and is now inside.
      fetch();
      pipeline.append(message, flags, stampNanos);
      nextSequence = SequenceNumbers.advance(nextSequence, message.size());
      return SendOutcome.QUEUED;
    }
    if (!budget.hand(SendBudget.Handed.message(List.copyOf(message), flags, stampNanos))) {
      message.forEach(SharedBuffer::release);
      budget.release(slotBytes, flags);
      return SendOutcome.CLOSED;
    }
    attendInbox();
    return SendOutcome.QUEUED;
  }

  private void attendInbox() {
    if (!channel.execute(wake)) {
      budget.discardInbox();
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
    fetch();
    probing = pipeline.isEmpty();
    sendControl(buffer);
  }

  /** Sends the last buffer of all: in one step with it, nothing more is taken. */
  SendOutcome sendLast(SharedBuffer buffer) {
    if (budget.isSealed()) {
      return SendOutcome.CLOSED;
    }
    budget.seal();
    fetch();
    budget.reserveControl(buffer.capacity());
    pipeline.append(List.of(buffer.retain()), MessageFlags.CONTROL, MessageFlags.NO_STAMP);
    nextSequence = SequenceNumbers.after(nextSequence);
    return sendNext() ? SendOutcome.SENT : SendOutcome.QUEUED;
  }

  /** Sends an answer to the peer: a control frame that may be rewritten while it waits. */
  SendOutcome sendReply(SharedBuffer buffer) {
    if (budget.isSealed()) {
      return SendOutcome.CLOSED;
    }
    if (!budget.tryReserveControl(buffer.capacity())) {
      return SendOutcome.FULL;
    }
    enqueue(List.of(buffer), buffer.capacity(), MessageFlags.CONTROL, MessageFlags.NO_STAMP);
    pipeline.replyWaits(buffer);
    return sendNext() ? SendOutcome.SENT : SendOutcome.QUEUED;
  }

  /**
   * Sends what is next, unless a send is in flight: then its completion does.
   *
   * @return whether everything queued was handed to the port now
   */
  boolean sendNext() {
    if (connection.lifecycle().isFinished()) {
      // Nothing follows a FIN.
      if (!isSending()) {
        discard();
      }
      return false;
    }
    fetch();
    if (isSending()) {
      return false;
    }
    if (secured != null) {
      return secured.sendNext();
    }
    if (pipeline.nextFile() != null) {
      pipeline.transmit(channel);
      return pipeline.size() == 1;
    }
    int count = pipeline.send(channel);
    if (count == 0) {
      connection.everythingSent();
      return true;
    }
    return count == pipeline.size();
  }

  private boolean isSending() {
    return pipeline.isSending() || (secured != null && secured.isSending());
  }

  private void fetch() {
    int count = pipeline.fetch();
    if (count != 0) {
      nextSequence = SequenceNumbers.advance(nextSequence, count);
    }
    if (count < 0) {
      tellDrainedLater();
    }
  }

  @Override
  void sent(CompletionStatus status, long sentBytes) {
    account(sentBytes, pipeline.sent(sentBytes));
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
   * @param finished buffers of the pipeline that went out whole with these bytes
   */
  void account(long sentBytes, int finished) {
    bytes += sentBytes;
    // A probe that goes out in parts is a probe to its last byte.
    boolean beyondProbe = finished > 1 || (finished == 1 && pipeline.headOffset() > 0);
    if (sentBytes > 0 && (!probing || beyondProbe)) {
      connection.active();
    }
    probing &= finished == 0;
    sequence = SequenceNumbers.advance(sequence, finished);
  }

  @Override
  void transmitted(CompletionStatus status, long sentBytes) {
    if (sentBytes > 0) {
      bytes += sentBytes;
      connection.active();
    }
    OutboundFile file = Objects.requireNonNull(pipeline.nextFile());
    if (status != CompletionStatus.OK) {
      if (status == CompletionStatus.END_OF_STREAM || status == CompletionStatus.FAILED) {
        countFailed(file);
      }
      connection.broken(status);
      return;
    }
    rangeSent(file, SendPipeline.rangeBytes(file));
    if (file.isSent()) {
      fileSent();
      tellDrained();
    } else if (!connection.lifecycle().isFinal()) {
      pipeline.transmit(channel);
      return;
    }
    sendNext();
  }

  /** A range of the file has gone out whole. */
  void rangeSent(OutboundFile file, long rangeBytes) {
    file.sent(rangeBytes);
    guard.call(file::notifyProgress);
  }

  /** The file could not be read as far as it was to be. */
  void countFailed(OutboundFile file) {
    counters.increment(ConnectionCounter.FILE_FAILED);
    file.failed();
  }

  /** The file in flight has gone out whole. */
  void fileSent() {
    pipeline.fileSent();
    sequence = SequenceNumbers.after(sequence);
    tellEndedFiles();
  }

  /** Tells the handler, if somebody was refused and half of the bound is free now. */
  void tellDrained() {
    if (budget.pollDrained()) {
      connection.drained();
    }
  }

  // ── dropping and ending: context only ─────────────────────────────────────────────────────────

  /**
   * Throws away what is queued and not in flight yet.
   *
   * @param wholeMessages whether the rest of a message that has begun to go out stays
   */
  void dropBacklog(boolean wholeMessages) {
    fetch();
    // Numbers that were never sent are given to what comes next: nothing is missing in between.
    nextSequence = SequenceNumbers.advance(nextSequence, -pipeline.dropBacklog(wholeMessages));
    tellEndedFiles();
  }

  /** Drops the droppable messages that wait. Any thread. */
  long discardQueued() {
    if (!channel.inContext()) {
      if (budget.hand(SendBudget.Handed.discard())) {
        attendInbox();
      }
      return 0;
    }
    fetch();
    int before = pipeline.size();
    long bytes = pipeline.discardQueued();
    nextSequence = SequenceNumbers.advance(nextSequence, pipeline.size() - before);
    tellDrainedLater();
    return bytes;
  }

  /** What was dropped has no completion; and the handler is not to be called by its own call. */
  private void tellDrainedLater() {
    if (budget.hasDrained() && !isSending()) {
      channel.worker().post(Packet.of(this::attendLater));
    }
  }

  private void attendLater() {
    channel.execute(wake);
  }

  /** Nothing is taken any more; what was offered before goes its way. */
  void seal() {
    budget.seal();
  }

  /** Throws everything away. No send is in flight. */
  void discard() {
    pipeline.discard();
    tellEndedFiles();
  }

  /** The pipeline may be another's from now on. */
  void end() {
    pipeline.end();
    pipeline = SendPipeline.GONE;
  }

  private void tellEndedFiles() {
    OutboundFile file = pipeline.pollEndedFile();
    while (file != null) {
      guard.call(file::end);
      file = pipeline.pollEndedFile();
    }
  }
}
