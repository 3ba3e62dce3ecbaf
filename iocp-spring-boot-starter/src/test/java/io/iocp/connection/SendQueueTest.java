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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SendQueueTest {

  private static final int SLOT = 4096;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final SendQueue queue = new SendQueue(4 * SLOT, new SendRing());

  @AfterEach
  void everythingIsGivenBack() {
    queue.discard();
    assertThat(queue.queuedBytes()).isZero();
    assertThat(queue.isEmpty()).isTrue();
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
    queue.reserve(SLOT);
    queue.append(List.of(buffer(number, length)));
  }

  /** A message of buffers of ten bytes with these numbers. */
  private void appendMessage(Integer... numbers) {
    queue.reserve((long) numbers.length * SLOT);
    queue.append(Stream.of(numbers).map(number -> buffer(number, 10)).toList());
  }

  private int number(int index) {
    return queue.at(index).view().get();
  }

  private List<Integer> drain() {
    List<Integer> numbers = new ArrayList<>();
    while (!queue.isEmpty()) {
      int count = queue.startSending(64, Long.MAX_VALUE);
      long bytes = -queue.headOffset();
      for (int i = 0; i < count; i++) {
        numbers.add(number(i));
        bytes += queue.at(i).length();
      }
      assertThat(queue.sent(bytes)).isEqualTo(count);
    }
    return numbers;
  }

  @Test
  void aQueueBelowItsBoundTakesOneMoreMessageOfAnySize() {
    assertThat(queue.tryReserve(3 * SLOT)).isTrue();
    assertThat(queue.isFull()).isFalse();
    assertThat(queue.tryReserve(100 * SLOT)).isTrue();
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.tryReserve(1)).isFalse();
    queue.reserve(-103 * SLOT);
  }

  @Test
  void controlFramesGoBeyondTheBound() {
    assertThat(queue.tryReserve(4 * SLOT)).isTrue();
    append(1, 2);
    assertThat(queue.queuedBytes()).isEqualTo(5 * SLOT);
    queue.reserve(-4 * SLOT);
  }

  @Test
  void anotherBoundAppliesFromTheNextOfferOn() {
    assertThat(queue.tryReserve(4 * SLOT)).isTrue();
    queue.bound(8 * SLOT);
    assertThat(queue.isHalfEmpty()).isTrue();
    assertThat(queue.tryReserve(5 * SLOT)).isTrue();
    queue.bound(SLOT);
    assertThat(queue.tryReserve(1)).isFalse();
    queue.reserve(-9 * SLOT);
  }

  @Test
  void roomIsCountedInSlotsUntilTheBufferIsGivenBack() {
    append(1, 10);
    append(2, 10);
    assertThat(queue.queuedBytes()).isEqualTo(2 * SLOT);
    queue.startSending(64, Long.MAX_VALUE);
    queue.sent(15);
    assertThat(queue.queuedBytes()).isEqualTo(SLOT);
  }

  @Test
  void aShortSendGoesOnWhereItStopped() {
    append(1, 10);
    append(2, 10);
    append(3, 10);
    assertThat(queue.startSending(64, Long.MAX_VALUE)).isEqualTo(3);
    assertThat(queue.sent(14)).isEqualTo(1);
    assertThat(queue.headOffset()).isEqualTo(4);
    assertThat(number(0)).isEqualTo(2);
    assertThat(queue.startSending(64, Long.MAX_VALUE)).isEqualTo(2);
    assertThat(queue.sent(1)).isZero();
    assertThat(queue.headOffset()).isEqualTo(5);
    queue.startSending(64, Long.MAX_VALUE);
    assertThat(queue.sent(15)).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.headOffset()).isZero();
  }

  @Test
  void aSendOfNothingTakesNothing() {
    append(1, 10);
    queue.startSending(64, Long.MAX_VALUE);
    assertThat(queue.sent(0)).isZero();
    assertThat(queue.inFlight()).isZero();
    assertThat(drain()).containsExactly(1);
  }

  @Test
  void oneSendIsBoundedInBuffersAndInBytes() {
    for (int i = 0; i < 10; i++) {
      append(i, 1000);
    }
    assertThat(queue.startSending(4, Long.MAX_VALUE)).isEqualTo(4);
    assertThat(queue.inFlight()).isEqualTo(4);
    queue.sent(4000);
    assertThat(queue.startSending(64, 2500)).as("roughly that many bytes").isEqualTo(3);
    queue.sent(3000);
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
      int count = queue.startSending(5, Long.MAX_VALUE);
      for (int i = 0; i < count; i++) {
        sent.add(number(i));
      }
      queue.sent(count);
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
    queue.startSending(2, Long.MAX_VALUE);
    assertThat(queue.dropBacklog(false)).isEqualTo(3);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.sent(20)).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void droppingTheBacklogKeepsABufferOfWhichAPartWentOut() {
    append(1, 10);
    append(2, 10);
    queue.startSending(64, Long.MAX_VALUE);
    queue.sent(3);
    assertThat(queue.dropBacklog(false)).isEqualTo(1);
    append(9, 10);
    assertThat(drain()).containsExactly(1, 9);
  }

  @Test
  void whatIsNotToBeCutKeepsTheRestOfAMessageThatHasBegun() {
    appendMessage(1, 2);
    appendMessage(3, 4, 5);
    appendMessage(6, 7);
    queue.startSending(3, Long.MAX_VALUE);
    assertThat(queue.dropBacklog(true)).as("6 and 7").isEqualTo(2);
    queue.sent(30);
    assertThat(queue.dropBacklog(true)).as("4 and 5 go on with what is out").isZero();
    append(9, 10);
    assertThat(drain()).containsExactly(4, 5, 9);
    appendMessage(1, 2);
    appendMessage(3, 4);
    queue.startSending(64, Long.MAX_VALUE);
    queue.sent(3);
    assertThat(queue.dropBacklog(true)).as("3 and 4").isEqualTo(2);
    assertThat(queue.dropBacklog(false)).as("2, after all").isEqualTo(1);
  }

  @Test
  void droppingAnUnstartedBacklogLeavesNothing() {
    append(1, 10);
    append(2, 10);
    assertThat(queue.dropBacklog(false)).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.dropBacklog(false)).isZero();
  }

  @Test
  void whatOtherThreadsHandOverComesBehindWhatIsThere() {
    append(1, 10);
    assertThat(queue.tryReserve(2 * SLOT)).isTrue();
    queue.hand(List.of(buffer(2, 10), buffer(3, 10)));
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.fetch()).isEqualTo(2);
    assertThat(queue.fetch()).isZero();
    append(4, 10);
    assertThat(drain()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void whatWasHandedOverIsGivenBackWithTheRest() {
    append(1, 10);
    assertThat(queue.tryReserve(SLOT)).isTrue();
    queue.hand(List.of(buffer(2, 10)));
    queue.discard();
    assertThat(pool.statistics().used()).isZero();
    assertThat(queue.queuedBytes()).isZero();
  }

  @Test
  void aFileThatWasHandedOverIsEndedByItsOwnerNotByTheQueue() throws IOException {
    PortFile content = mock();
    FileListener failing = mock();
    doThrow(new IllegalStateException("on purpose")).when(failing).ended(any());
    OutboundFile file = new OutboundFile(content, 0, failing);
    SharedBuffer head = buffer(1, 10);
    file.head(head);
    queue.reserve(SLOT + SendQueue.FILE_BYTES);
    queue.hand(file, head);
    queue.reserve(SLOT);
    queue.hand(List.of(buffer(2, 10)));
    queue.discard();
    assertThat(queue.queuedBytes()).isZero();
    assertThat(queue.pollEndedFile()).isSameAs(file);
  }

  @Test
  void aDiscardedQueueMayBeUsedAgain() {
    append(1, 10);
    queue.startSending(64, Long.MAX_VALUE);
    queue.sent(5);
    queue.discard();
    append(2, 10);
    assertThat(queue.headOffset()).isZero();
    assertThat(drain()).containsExactly(2);
  }

  @Test
  void messagesOfManyThreadsStayWholeAndInTheirThreadsOrder() {
    int threads = 4;
    int each = 2000;
    queue.bound(16 * SLOT);
    AtomicInteger running = new AtomicInteger(threads);
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  while (!queue.tryReserve(2 * SLOT)) {
                    Thread.onSpinWait();
                  }
                  queue.hand(List.of(buffer(thread, 10), buffer(thread, 20)));
                }
                running.decrementAndGet();
              }));
    }
    int messages = 0;
    while (running.get() > 0 || messages < threads * each) {
      queue.fetch();
      assertThat(queue.queuedBytes()).isLessThanOrEqualTo((16 + 2) * SLOT);
      int count = queue.startSending(64, Long.MAX_VALUE);
      for (int i = 0; i < count; i += 2) {
        assertThat(number(i)).isEqualTo(number(i + 1));
        assertThat(queue.at(i).length()).isEqualTo(10);
        assertThat(queue.at(i + 1).length()).isEqualTo(20);
        messages++;
      }
      queue.sent(count / 2 * 30L);
    }
    senders.forEach(CompletableFuture::join);
    assertThat(messages).isEqualTo(threads * each);
  }
}
