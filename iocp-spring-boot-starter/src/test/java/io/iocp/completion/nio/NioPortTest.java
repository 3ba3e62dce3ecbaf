package io.iocp.completion.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.AcceptRush;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.testsupport.Patience;
import io.iocp.time.NanoClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class NioPortTest {

  private final NioPortProvider provider = new NioPortProvider();
  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());

  private CompletionPort open(NanoClock clock) throws Exception {
    return provider.open(new PortOptions(1, pool, 4096, 1, clock));
  }

  @Test
  void itRunsWhereverJavaDoes() {
    assertThat(provider.name()).isEqualTo("nio");
    assertThat(provider.availability().available()).isTrue();
    assertThat(provider.availability().reason()).contains("Selector");
  }

  @Test
  void aWorkerBelongsToTheThreadThatDequeuedFirst() throws Exception {
    try (CompletionPort port = open(NanoClock.system())) {
      PortWorker worker = port.workers().get(0);
      worker.dequeue(0);
      CompletableFuture<Integer> foreign = CompletableFuture.supplyAsync(() -> worker.dequeue(0));
      assertThatThrownBy(() -> foreign.get(Patience.SECONDS, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("worker 0 belongs to");
      assertThat(worker.dequeue(0)).isZero();
    }
  }

  @Test
  void anAddressOfAFamilyThatMayNotBeUsedIsAnOutcome() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutIpv6.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output)
        .contains("connect: UNREACHABLE")
        .contains("listen: listening on ")
        .contains("UnsupportedAddressTypeException");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void theBatchHasTheTimeOfThePortsClock() throws Exception {
    long[] nowNanos = {1_000};
    try (CompletionPort port = open(() -> nowNanos[0])) {
      PortWorker worker = port.workers().get(0);
      worker.dequeue(0);
      assertThat(worker.batchNanos()).isEqualTo(1_000);
      nowNanos[0] = 2_000;
      assertThat(worker.batchNanos()).isEqualTo(1_000);
      worker.dequeue(0);
      assertThat(worker.batchNanos()).isEqualTo(2_000);
    }
  }

  @Test
  void aRushOfConnectionsLeavesTheOthersTheirTurn() throws Exception {
    int rush = NioListener.ACCEPTS_PER_ROUND + 10;
    try (CompletionPort port = open(NanoClock.system())) {
      assertThat(AcceptRush.accept(port, rush)).containsExactly(NioListener.ACCEPTS_PER_ROUND, 10);
    }
  }

  @Test
  void shuttingDownTwiceIsHarmless() throws Exception {
    CompletionPort port = open(NanoClock.system());
    assertThat(port.shutDown()).isZero();
    assertThat(port.shutDown()).isZero();
    assertThat(port.statistics().pendingTotal()).isZero();
  }
}
