package io.iocp.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BufferWaitersTest {

  private final BufferPool pool =
      new BufferPool(BufferPoolOptions.DEFAULTS, (ByteBuffer memory) -> 0);
  private final AtomicInteger notified = new AtomicInteger();
  private final BufferWaiters waiters = new BufferWaiters(pool, notified::incrementAndGet);
  private final List<String> turns = new ArrayList<>();
  private int buffers;

  private BufferWaiters.Waiter waiter(String name) {
    return () -> {
      turns.add(name);
      return buffers-- > 0;
    };
  }

  @Test
  void eachHasItsTurnInOrderWhileThereAreBuffers() {
    waiters.add(waiter("first"));
    waiters.add(waiter("second"));
    waiters.add(waiter("third"));
    buffers = 1;
    waiters.retry();
    assertThat(turns).containsExactly("first", "second");
    turns.clear();
    buffers = 2;
    waiters.retry();
    assertThat(turns).as("who found none keeps its place").containsExactly("second", "third");
    assertThat(waiters.isEmpty()).isTrue();
  }

  @Test
  void nobodyWaitsTwice() {
    BufferWaiters.Waiter only = waiter("only");
    waiters.add(only);
    waiters.add(only);
    buffers = 5;
    waiters.retry();
    assertThat(turns).containsExactly("only");
  }

  @Test
  void whoIsGoneHasNoTurn() {
    BufferWaiters.Waiter gone = waiter("gone");
    waiters.add(gone);
    waiters.remove(gone);
    buffers = 5;
    waiters.retry();
    assertThat(turns).isEmpty();
  }

  /** Else one that is starved again at once would keep the caller for ever. */
  @Test
  void whoWaitsAgainInItsTurnHasNoSecondOne() {
    List<BufferWaiters.Waiter> self = new ArrayList<>();
    self.add(
        () -> {
          turns.add("again");
          waiters.add(self.get(0));
          return true;
        });
    waiters.add(self.get(0));
    waiters.retry();
    assertThat(turns).containsExactly("again");
    assertThat(waiters.isEmpty()).isFalse();
  }

  @Test
  void afterTheCloseNobodyHasATurn() {
    waiters.start();
    waiters.add(waiter("late"));
    waiters.close();
    waiters.retry();
    assertThat(turns).isEmpty();
    assertThat(notified).hasValue(0);
  }
}
