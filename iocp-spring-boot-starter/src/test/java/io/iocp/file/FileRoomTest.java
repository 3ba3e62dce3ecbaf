package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.connection.SendOutcome;
import io.iocp.job.JobContext;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueOptions;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What peers may have of the disk. */
@Timeout(120)
class FileRoomTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String HASH = "0".repeat(64);
  private static final long TOTAL = 20_000;

  @TempDir private Path directory;
  private final List<FileMessage> told = new CopyOnWriteArrayList<>();
  private volatile long usable = 11_000;
  private long nanos;
  private long peers;
  private JobQueue jobs;
  private FileExchange exchange;

  @BeforeEach
  void start() throws IOException {
    jobs =
        new JobQueue(
            "file-room",
            new JobQueueOptions(1, 100, Duration.ofDays(1), JobContext.LOGGING),
            System::nanoTime);
    FileExchangeOptions defaults = FileExchangeOptions.readAndWrite(directory);
    exchange =
        new FileExchange(
            new FileExchangeOptions(
                directory,
                true,
                true,
                false,
                defaults.maximumFileBytes(),
                2,
                Duration.ofMinutes(2),
                Duration.ZERO),
            () -> jobs,
            () -> nanos,
            () -> NOW,
            new FileStore(
                directory,
                new FileStore.Disk() {
                  @Override
                  public long totalBytes() {
                    return TOTAL;
                  }

                  @Override
                  public long usableBytes() {
                    return usable;
                  }
                }));
  }

  @AfterEach
  void stop() throws InterruptedException {
    jobs.stop(Patience.LIMIT);
  }

  private FileSession come() {
    FilePeer peer = mock(FilePeer.class);
    when(peer.id()).thenReturn(++peers);
    when(peer.send(any()))
        .then(
            call -> {
              told.add(FileMessages.read(call.getArgument(0)));
              return SendOutcome.SENT;
            });
    exchange.opened(peer, null);
    return exchange.session(peers);
  }

  private FileMessage say(FileSession session, FileMessage message) {
    told.clear();
    session.message(FileMessages.write(message));
    Patience.await("an answer").until(() -> !told.isEmpty());
    return told.get(0);
  }

  private FileMessage announce(FileSession session, String name, long bytes) {
    return say(session, new FileMessage.Info(name, bytes, HASH));
  }

  private void awaitJobs() {
    Patience.await("the disk")
        .until(() -> jobs.snapshot().running() + jobs.snapshot().queued() == 0);
  }

  private static void isFull(FileMessage answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            FileMessage.Failed.class,
            failed -> {
              assertThat(failed.failure()).isEqualTo(FileFailure.DISK_FULL);
              assertThat(failed.reason()).contains("disk is full");
            });
  }

  @Test
  void whatIsAnnouncedMustHaveRoomBesideWhatOthersHaveAnnounced() {
    FileSession first = come();
    FileSession second = come();
    isFull(announce(first, "a", 10_001));
    assertThat(announce(first, "a", 6_000)).isInstanceOf(FileMessage.Start.class);
    isFull(announce(second, "b", 4_001));
    assertThat(announce(second, "b", 4_000)).isInstanceOf(FileMessage.Start.class);
  }

  @Test
  void anAnnouncementAloneLeavesNothing() throws IOException {
    announce(come(), "a", 100);
    assertThat(directory.resolve(".a.part")).exists();
    exchange.closed(peers);
    awaitJobs();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void partsAreBoundedInNumberAndTheOldestGoFirst() throws IOException {
    for (int i = 0; i < FileTransfers.MAX_PARTS + 3; i++) {
      Files.setLastModifiedTime(
          Files.writeString(directory.resolve(".p" + i + ".part"), "x"),
          FileTime.from(NOW.minusSeconds(10_000 - i)));
    }
    announce(come(), "new", 100);
    for (int i = 0; i < 3; i++) {
      assertThat(directory.resolve(".p" + i + ".part")).doesNotExist();
    }
    assertThat(directory.resolve(".p3.part")).exists();
    assertThat(exchange.count(FileCounter.PARTS_EXPIRED)).isEqualTo(3);
  }

  @Test
  void whoCrawlsGivesWayWhenOthersWait() {
    FileSession slow = come();
    announce(slow, "slow", 5_000);
    slow.message(FileMessages.write(new FileMessage.Content(0)));
    awaitJobs();
    // A byte now and then, for longer than a transfer may be silent.
    for (int i = 0; i < 130; i++) {
      nanos += Duration.ofSeconds(1).toNanos();
      slow.content(ByteBuffer.wrap(new byte[1]), true);
      awaitJobs();
    }
    announce(come(), "good", 5_000);
    FileSession late = come();
    assertThat(announce(late, "late", 1))
        .isInstanceOfSatisfying(
            FileMessage.Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(FileFailure.TOO_MANY));
    Patience.await("a place").until(() -> exchange.transfers().size() == 1);
    assertThat(exchange.transfers().get(0).name()).isEqualTo("good");
    assertThat(announce(late, "late", 1)).isInstanceOf(FileMessage.Start.class);
  }
}
