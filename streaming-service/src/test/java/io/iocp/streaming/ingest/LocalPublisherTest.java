package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalPublisherTest {

  private final LocalPublisher publisher =
      new LocalPublisher(
          new BufferPool(new BufferPoolOptions(4096, 4096, List.of(4096)), AddressResolver.NONE),
          why -> {});

  @Test
  void itsIdIsNoClients() {
    assertThat(publisher.id()).isNegative();
  }

  @Test
  void tasksRunOneAfterTheOtherWhoeverBringsThem() throws Exception {
    List<String> done = new ArrayList<>();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () ->
                publisher.execute(
                    () -> {
                      runs.countDown();
                      awaitQuietly(goesOn);
                      done.add("first");
                    }),
            task -> new Thread(task).start());
    runs.await();
    publisher.execute(() -> done.add("second"));
    assertThat(done).isEmpty();

    goesOn.countDown();
    assertThat(publisher.call(() -> List.copyOf(done))).containsExactly("first", "second");
    first.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskOfATaskRunsBehindIt() {
    List<String> done = new ArrayList<>();
    publisher.execute(
        () -> {
          publisher.execute(() -> done.add("inner"));
          done.add("outer");
        });
    assertThat(done).containsExactly("outer", "inner");
  }

  @Test
  void whoWaitsHearsThatItsTaskFailed() throws Exception {
    assertThatThrownBy(
            () ->
                publisher.call(
                    () -> {
                      throw new IllegalArgumentException("broken");
                    }))
        .hasRootCauseMessage("broken");
    assertThat(publisher.call(() -> "goes on")).isEqualTo("goes on");
  }
}
