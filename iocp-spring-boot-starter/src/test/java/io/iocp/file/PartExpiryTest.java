package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.connection.SendOutcome;
import io.iocp.job.JobContext;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueOptions;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PartExpiryTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;
  private long nanos;
  private long peers;
  private Instant wall = NOW;
  private JobQueue jobs;
  private FileExchange exchange;

  @BeforeEach
  void start() throws IOException {
    jobs =
        new JobQueue(
            "part-expiry", new JobQueueOptions(1, 10, DAY, JobContext.LOGGING), System::nanoTime);
    exchange = exchange(FileExchangeOptions.readAndWrite(directory));
  }

  private FileExchange exchange(FileExchangeOptions options) throws IOException {
    return new FileExchange(options, () -> jobs, () -> nanos, () -> wall);
  }

  @AfterEach
  void stop() throws InterruptedException {
    jobs.stop(Patience.LIMIT);
  }

  private Path file(String name, Duration age) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "something");
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
  }

  private void come(FileExchange to) {
    FilePeer peer = mock(FilePeer.class);
    when(peer.id()).thenReturn(++peers);
    when(peer.send(any())).thenReturn(SendOutcome.SENT);
    to.opened(peer, null);
  }

  private void awaitJobs() {
    Patience.await("the disk")
        .until(() -> jobs.snapshot().running() + jobs.snapshot().queued() == 0);
  }

  @Test
  void onlyPartsThatNobodyWroteToForLongAreRemoved() throws IOException {
    Path old = file(".old.bin.part", DAY.plusSeconds(1));
    Path young = file(".young.bin.part", DAY.minusSeconds(1));
    Path whole = file("whole.bin", DAY.multipliedBy(9));
    Path other = file(".hidden", DAY.multipliedBy(9));
    Path nameless = file("..part", DAY.multipliedBy(9));
    come(exchange);
    awaitJobs();
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(whole).exists();
    assertThat(other).exists();
    assertThat(nameless).exists();
    assertThat(exchange.count(FileCounter.PARTS_EXPIRED)).isOne();
  }

  @Test
  void itIsLookedForOnceAnHourWhenPeersComeOrGo() throws IOException {
    come(exchange);
    awaitJobs();
    Path part = file(".late.bin.part", DAY.minusMinutes(30));
    wall = NOW.plus(Duration.ofMinutes(59));
    nanos = Duration.ofMinutes(59).toNanos();
    come(exchange);
    awaitJobs();
    assertThat(part).exists();
    wall = NOW.plus(Duration.ofMinutes(60));
    nanos = Duration.ofMinutes(60).toNanos();
    exchange.closed(peers);
    awaitJobs();
    assertThat(part).doesNotExist();
  }

  @Test
  void whatIsBeingReceivedStays() throws IOException {
    come(exchange);
    awaitJobs();
    Path part = file(".running.bin.part", DAY.multipliedBy(2));
    assertThat(exchange.request(peers, "Running.bin")).isInstanceOf(FileStart.Started.class);
    nanos = Duration.ofHours(2).toNanos();
    come(exchange);
    awaitJobs();
    assertThat(part).exists();
  }

  @Test
  void thoseOfAnExchangeThatReceivesNothingStay() throws IOException {
    Path part = file(".old.bin.part", DAY.multipliedBy(2));
    come(exchange(FileExchangeOptions.readOnly(directory)));
    come(exchange(new FileExchangeOptions(directory, true, true, false, 1, 1, DAY, Duration.ZERO)));
    awaitJobs();
    assertThat(part).exists();
  }

  @Test
  void timesAreNotNegative() {
    assertThatThrownBy(
            () ->
                new FileExchangeOptions(
                    directory, true, true, false, 1, 1, DAY, Duration.ofSeconds(-1)))
        .hasMessageContaining("partsExpireAfter must not be negative: PT-1S");
  }
}
