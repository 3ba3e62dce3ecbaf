package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortFile;
import io.iocp.completion.StreamChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SendPipelineTest {

  private static final int SLOT = 4096;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final SendBudget budget = new SendBudget(4 * SLOT);
  private final SendPipeline pipeline = new SendPipeline();

  @BeforeEach
  void begin() {
    pipeline.begin(mock(SendPipeline.Owner.class), budget);
  }

  @AfterEach
  void everythingIsGivenBack() {
    pipeline.discard();
    assertThat(budget.queuedBytes()).isZero();
    assertThat(pipeline.isEmpty()).isTrue();
    assertThat(pool.statistics().used()).isZero();
  }

  /** A buffer whose first byte is its number. */
  private SharedBuffer buffer(int number, int length) {
    SharedBuffer buffer = pool.tryAcquire(length);
    buffer.memory().put(0, (byte) number);
    buffer.region(0, length);
    return buffer;
  }

  private void append(int number, int length) {
    budget.reserve(SLOT);
    pipeline.append(List.of(buffer(number, length)), 0, MessageFlags.NO_STAMP);
  }

  /** A message of buffers of ten bytes with these numbers. */
  private void appendMessage(Integer... numbers) {
    budget.reserve((long) numbers.length * SLOT);
    pipeline.append(
        Stream.of(numbers).map(number -> buffer(number, 10)).toList(), 0, MessageFlags.NO_STAMP);
  }

  private int number(int index) {
    return pipeline.at(index).view().get();
  }

  private List<Integer> drain() {
    List<Integer> numbers = new ArrayList<>();
    while (!pipeline.isEmpty()) {
      int count = pipeline.startSending(64, Long.MAX_VALUE);
      long bytes = -pipeline.headOffset();
      for (int i = 0; i < count; i++) {
        numbers.add(number(i));
        bytes += pipeline.at(i).length();
      }
      assertThat(pipeline.sent(bytes)).isEqualTo(count);
    }
    return numbers;
  }

  @Test
  void aQueueBelowItsBoundTakesOneMoreMessageOfAnySize() {
    assertThat(budget.tryReserve(3 * SLOT)).isTrue();
    assertThat(budget.isFull()).isFalse();
    assertThat(budget.tryReserve(100 * SLOT)).isTrue();
    assertThat(budget.isFull()).isTrue();
    assertThat(budget.tryReserve(1)).isFalse();
    budget.reserve(-103 * SLOT);
  }

  @Test
  void controlFramesGoBeyondTheBound() {
    assertThat(budget.tryReserve(4 * SLOT)).isTrue();
    append(1, 2);
    assertThat(budget.queuedBytes()).isEqualTo(5 * SLOT);
    budget.reserve(-4 * SLOT);
  }

  @Test
  void anotherBoundAppliesFromTheNextOfferOn() {
    assertThat(budget.tryReserve(4 * SLOT)).isTrue();
    budget.bound(8 * SLOT);
    assertThat(budget.isHalfEmpty()).isTrue();
    assertThat(budget.tryReserve(5 * SLOT)).isTrue();
    budget.bound(SLOT);
    assertThat(budget.tryReserve(1)).isFalse();
    budget.reserve(-9 * SLOT);
  }

  @Test
  void roomIsCountedInSlotsUntilTheBufferIsGivenBack() {
    append(1, 10);
    append(2, 10);
    assertThat(budget.queuedBytes()).isEqualTo(2 * SLOT);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(15);
    assertThat(budget.queuedBytes()).isEqualTo(SLOT);
  }

  @Test
  void aShortSendGoesOnWhereItStopped() {
    append(1, 10);
    append(2, 10);
    append(3, 10);
    assertThat(pipeline.startSending(64, Long.MAX_VALUE)).isEqualTo(3);
    assertThat(pipeline.sent(14)).isEqualTo(1);
    assertThat(pipeline.headOffset()).isEqualTo(4);
    assertThat(number(0)).isEqualTo(2);
    assertThat(pipeline.startSending(64, Long.MAX_VALUE)).isEqualTo(2);
    assertThat(pipeline.sent(1)).isZero();
    assertThat(pipeline.headOffset()).isEqualTo(5);
    pipeline.startSending(64, Long.MAX_VALUE);
    assertThat(pipeline.sent(15)).isEqualTo(2);
    assertThat(pipeline.isEmpty()).isTrue();
    assertThat(pipeline.headOffset()).isZero();
  }

  @Test
  void aSendOfNothingTakesNothing() {
    append(1, 10);
    pipeline.startSending(64, Long.MAX_VALUE);
    assertThat(pipeline.sent(0)).isZero();
    assertThat(pipeline.inFlight()).isZero();
    assertThat(drain()).containsExactly(1);
  }

  @Test
  void oneSendIsBoundedInBuffersAndInBytes() {
    for (int i = 0; i < 10; i++) {
      append(i, 1000);
    }
    assertThat(pipeline.startSending(4, Long.MAX_VALUE)).isEqualTo(4);
    assertThat(pipeline.inFlight()).isEqualTo(4);
    pipeline.sent(4000);
    assertThat(pipeline.startSending(64, 2500)).as("roughly that many bytes").isEqualTo(3);
    pipeline.sent(3000);
    assertThat(drain()).containsExactly(7, 8, 9);
  }

  @Test
  void theRingKeepsItsOrderWhenItWrapsAndGrows() {
    List<Integer> sent = new ArrayList<>();
    int appended = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i <= round % 13; i++) {
        append(appended++ % 128, 1);
      }
      int count = pipeline.startSending(5, Long.MAX_VALUE);
      for (int i = 0; i < count; i++) {
        sent.add(number(i));
      }
      pipeline.sent(count);
    }
    sent.addAll(drain());
    assertThat(sent).hasSize(appended);
    for (int i = 0; i < appended; i++) {
      assertThat(sent.get(i)).isEqualTo(i % 128);
    }
  }

  @Test
  void droppingTheBacklogKeepsWhatIsInFlight() {
    for (int i = 1; i <= 5; i++) {
      append(i, 10);
    }
    pipeline.startSending(2, Long.MAX_VALUE);
    assertThat(pipeline.dropBacklog(false)).isEqualTo(3);
    assertThat(pipeline.size()).isEqualTo(2);
    assertThat(pipeline.sent(20)).isEqualTo(2);
    assertThat(pipeline.isEmpty()).isTrue();
  }

  @Test
  void droppingTheBacklogKeepsABufferOfWhichAPartWentOut() {
    append(1, 10);
    append(2, 10);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(3);
    assertThat(pipeline.dropBacklog(false)).isEqualTo(1);
    append(9, 10);
    assertThat(drain()).containsExactly(1, 9);
  }

  @Test
  void whatIsNotToBeCutKeepsTheRestOfAMessageThatHasBegun() {
    appendMessage(1, 2);
    appendMessage(3, 4, 5);
    appendMessage(6, 7);
    pipeline.startSending(3, Long.MAX_VALUE);
    assertThat(pipeline.dropBacklog(true)).as("6 and 7").isEqualTo(2);
    pipeline.sent(30);
    assertThat(pipeline.dropBacklog(true)).as("4 and 5 go on with what is out").isZero();
    append(9, 10);
    assertThat(drain()).containsExactly(4, 5, 9);
    appendMessage(1, 2);
    appendMessage(3, 4);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(3);
    assertThat(pipeline.dropBacklog(true)).as("3 and 4").isEqualTo(2);
    assertThat(pipeline.dropBacklog(false)).as("2, after all").isEqualTo(1);
  }

  @Test
  void droppingAnUnstartedBacklogLeavesNothing() {
    append(1, 10);
    append(2, 10);
    assertThat(pipeline.dropBacklog(false)).isEqualTo(2);
    assertThat(pipeline.isEmpty()).isTrue();
    assertThat(pipeline.dropBacklog(false)).isZero();
  }

  @Test
  void whatOtherThreadsHandOverComesBehindWhatIsThere() {
    append(1, 10);
    assertThat(budget.tryReserve(2 * SLOT)).isTrue();
    budget.hand(
        SendBudget.Handed.message(List.of(buffer(2, 10), buffer(3, 10)), 0, MessageFlags.NO_STAMP));
    assertThat(pipeline.size()).isEqualTo(1);
    assertThat(pipeline.fetch()).isEqualTo(2);
    assertThat(pipeline.fetch()).isZero();
    append(4, 10);
    assertThat(drain()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void whatWasHandedOverIsGivenBackWithTheRest() {
    append(1, 10);
    assertThat(budget.tryReserve(SLOT)).isTrue();
    budget.hand(SendBudget.Handed.message(List.of(buffer(2, 10)), 0, MessageFlags.NO_STAMP));
    pipeline.discard();
    assertThat(pool.statistics().used()).isZero();
    assertThat(budget.queuedBytes()).isZero();
  }

  @Test
  void aFileThatWasHandedOverIsEndedByItsOwnerNotByTheQueue() throws IOException {
    PortFile content = mock();
    FileListener failing = mock();
    doThrow(new IllegalStateException("on purpose")).when(failing).ended(any());
    OutboundFile file = new OutboundFile(content, 0, failing);
    SharedBuffer head = buffer(1, 10);
    file.head(head);
    budget.reserve(SLOT + SendBudget.FILE_BYTES);
    budget.hand(SendBudget.Handed.file(head, file));
    budget.reserve(SLOT);
    budget.hand(SendBudget.Handed.message(List.of(buffer(2, 10)), 0, MessageFlags.NO_STAMP));
    pipeline.discard();
    assertThat(budget.queuedBytes()).isZero();
    assertThat(pipeline.pollEndedFile()).isSameAs(file);
  }

  @Test
  void aDiscardedQueueMayBeUsedAgain() {
    append(1, 10);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(5);
    pipeline.discard();
    append(2, 10);
    assertThat(pipeline.headOffset()).isZero();
    assertThat(drain()).containsExactly(2);
  }

  /** A message of two buffers of ten bytes. */
  private void appendLive(int number, int flags, long stampNanos) {
    budget.reserve(2 * SLOT);
    pipeline.append(List.of(buffer(number, 10), buffer(number, 10)), flags, stampNanos);
  }

  @Test
  void discardingTakesWholeDroppableMessagesAndNothingElse() {
    appendLive(1, MessageFlags.DROPPABLE, 100);
    appendLive(2, MessageFlags.DROPPABLE, 200);
    budget.reserveControl(SLOT);
    pipeline.append(List.of(buffer(3, 10)), MessageFlags.CONTROL, MessageFlags.NO_STAMP);
    appendLive(4, 0, 400);
    appendLive(5, MessageFlags.DROPPABLE, 500);
    pipeline.startSending(1, Long.MAX_VALUE);
    pipeline.sent(3);
    assertThat(pipeline.discardQueued()).as("2 and 5").isEqualTo(40);
    assertThat(budget.oldestUnsentNanos()).isEqualTo(100);
    appendLive(6, MessageFlags.DROPPABLE, 600);
    assertThat(drain()).containsExactly(1, 1, 3, 4, 4, 6, 6);
    assertThat(budget.controlBytes()).isZero();
  }

  @Test
  void whatAnotherThreadWantsDroppedIsWhatItOfferedBefore() {
    appendLive(1, MessageFlags.DROPPABLE, 100);
    budget.reserve(2 * SLOT);
    budget.hand(SendBudget.Handed.message(List.of(buffer(2, 10)), MessageFlags.DROPPABLE, 200));
    budget.hand(SendBudget.Handed.discard());
    budget.hand(SendBudget.Handed.message(List.of(buffer(3, 10)), MessageFlags.DROPPABLE, 300));
    assertThat(pipeline.fetch()).isEqualTo(-1);
    assertThat(drain()).containsExactly(3);
  }

  @Test
  void theOldestMessageIsTheFirstThatIsNotOutWhole() {
    assertThat(budget.oldestUnsentNanos()).isEqualTo(MessageFlags.NO_STAMP);
    append(1, 10);
    appendLive(2, 0, 200);
    appendLive(3, 0, 300);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(29);
    assertThat(budget.oldestUnsentNanos()).isEqualTo(200);
    pipeline.startSending(64, Long.MAX_VALUE);
    pipeline.sent(1);
    assertThat(budget.oldestUnsentNanos()).isEqualTo(300);
    drain();
    assertThat(budget.oldestUnsentNanos()).isEqualTo(MessageFlags.NO_STAMP);
  }

  @Test
  void littleIsInFlightWhileSomethingWaitsThatKnowsItsTime() {
    int count = 32;
    for (int i = 0; i < count; i++) {
      append(i, SLOT);
    }
    assertThat(pipeline.send(mock(StreamChannel.class))).isEqualTo(count);
    budget.reserve(SLOT);
    pipeline.append(List.of(buffer(count, SLOT)), MessageFlags.DROPPABLE, 100);
    assertThat(pipeline.send(mock(StreamChannel.class))).isEqualTo((64 << 10) / SLOT);
  }

  @Test
  void whatWasHandedOverCountsAsUnsent() {
    budget.reserve(2 * SLOT);
    budget.hand(SendBudget.Handed.message(List.of(buffer(1, 10)), 0, 100));
    budget.hand(SendBudget.Handed.message(List.of(buffer(2, 10)), 0, 200));
    assertThat(budget.oldestUnsentNanos()).isEqualTo(100);
  }

  @Test
  void aSealLetsNothingInAndKeepsWhatWasHandedBefore() {
    budget.reserve(SLOT);
    budget.hand(SendBudget.Handed.message(List.of(buffer(1, 10)), 0, MessageFlags.NO_STAMP));
    budget.seal();
    SharedBuffer late = buffer(2, 10);
    assertThat(budget.hand(SendBudget.Handed.message(List.of(late), 0, MessageFlags.NO_STAMP)))
        .isFalse();
    late.release();
    assertThat(pipeline.fetch()).isOne();
    assertThat(pipeline.fetch()).isZero();
    assertThat(budget.isSealed()).isTrue();
  }

  @Test
  void controlFramesHaveABoundOfTheirOwn() {
    budget.reserveControl(SendBudget.CONTROL_BYTES);
    assertThat(budget.tryReserveControl(1)).isFalse();
    budget.release(SendBudget.CONTROL_BYTES, MessageFlags.CONTROL);
    assertThat(budget.tryReserveControl(1)).isTrue();
    budget.release(1, MessageFlags.CONTROL);
  }

  @Test
  void anAnswerMayBeRewrittenUntilItIsStarted() {
    SharedBuffer reply = buffer(1, 10);
    budget.reserveControl(SLOT);
    pipeline.append(List.of(reply), MessageFlags.CONTROL, MessageFlags.NO_STAMP);
    pipeline.replyWaits(reply);
    assertThat(pipeline.waitingReply()).isSameAs(reply);
    pipeline.startSending(64, Long.MAX_VALUE);
    assertThat(pipeline.waitingReply()).isNull();
    pipeline.sent(10);
  }

  @Test
  void messagesOfManyThreadsStayWholeAndInTheirThreadsOrder() {
    int threads = 4;
    int each = 2000;
    budget.bound(16 * SLOT);
    AtomicInteger running = new AtomicInteger(threads);
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  while (!budget.tryReserve(2 * SLOT)) {
                    Thread.onSpinWait();
                  }
                  budget.hand(
                      SendBudget.Handed.message(
                          List.of(buffer(thread, 10), buffer(thread, 20)),
                          0,
                          MessageFlags.NO_STAMP));
                }
                running.decrementAndGet();
              }));
    }
    int messages = 0;
    while (running.get() > 0 || messages < threads * each) {
      pipeline.fetch();
      assertThat(budget.queuedBytes()).isLessThanOrEqualTo((16 + 2) * SLOT);
      int count = pipeline.startSending(64, Long.MAX_VALUE);
      for (int i = 0; i < count; i += 2) {
        assertThat(number(i)).isEqualTo(number(i + 1));
        assertThat(pipeline.at(i).length()).isEqualTo(10);
        assertThat(pipeline.at(i + 1).length()).isEqualTo(20);
        messages++;
      }
      pipeline.sent(count / 2 * 30L);
    }
    senders.forEach(CompletableFuture::join);
    assertThat(messages).isEqualTo(threads * each);
  }
}
