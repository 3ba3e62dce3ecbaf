package io.iocp.streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.loop.ManualLoop;
import io.iocp.streaming.recording.RecorderSnapshot.State;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is recorded of streams, and what becomes of it: by hand, with clocks and disks of its own.
 */
class RecordersTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final long QUEUE_BYTES = 64 << 10;
  private static final int MEDIA_BYTES = 1000;

  private static final StreamDescription MP4 = new StreamDescription("fmp4", "video/mp4", 640, 360);

  @TempDir private Path directory;

  private long nowNanos = 5;
  private Instant wall = START;
  private long usableBytes = Long.MAX_VALUE;
  private boolean closed;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final StreamRegistry streams =
      new StreamRegistry(
          new RelayOptions(
              new CacheLimits(1 << 20, 100),
              new LagPolicy(1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(10)),
              PublisherPolicy.DEFAULTS,
              10,
              0),
          () -> nowNanos);
  private final ManualLoop writer = new ManualLoop();
  private final ManualLoop keeping = new ManualLoop();
  private @Nullable Recorders recorders;

  private RecordingOptions options(
      @Nullable Duration keepFor, @Nullable Long keepBytes, long free) {
    return new RecordingOptions(
        directory,
        List.of("door*"),
        new FileNames("{stream}/{time}-{segment}"),
        Duration.ofSeconds(10),
        1 << 20,
        QUEUE_BYTES,
        keepFor,
        keepBytes,
        free);
  }

  private Recorders start(RecordingOptions options) throws IOException {
    Recorders started =
        new Recorders(
            options,
            streams,
            writer,
            keeping,
            () -> nowNanos,
            () -> wall,
            new Keeper.Disk() {
              @Override
              public long usableBytes(Path path) {
                return usableBytes;
              }

              @Override
              public long totalBytes(Path path) {
                return Long.MAX_VALUE;
              }
            });
    started.start();
    recorders = started;
    return started;
  }

  private Recorders start() throws IOException {
    return start(options(null, null, 0));
  }

  @AfterEach
  void everyBufferIsBack() {
    streams.endAll();
    writer.runDue();
    if (recorders != null && !closed) {
      recorders.close();
    }
    assertThat(pool.statistics().used()).isZero();
  }

  private Feed publish(String stream) {
    if (streams.publish(new StreamId(stream), 1, pool) instanceof StreamRegistry.Started started) {
      started
          .feed()
          .begin(MP4, OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(Boxes.init())));
      return started.feed();
    }
    throw new AssertionError("not started");
  }

  private void chunk(Feed feed, boolean keyframe) {
    byte[] fragment = Boxes.fragment(MEDIA_BYTES);
    feed.publish(
        keyframe,
        OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(fragment)),
        fragment.length);
  }

  /** Seconds pass, with a keyframe in each and a picture in between. */
  private void seconds(Feed feed, int count) {
    for (int i = 0; i < count; i++) {
      chunk(feed, true);
      pass(Duration.ofMillis(500));
      chunk(feed, false);
      pass(Duration.ofMillis(500));
      writer.runDue();
    }
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
    wall = wall.plus(time);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.toString().endsWith(".mp4")).sorted().toList();
    }
  }

  private State state(Recorders of) {
    return of.snapshots().get(0).state();
  }

  @Test
  void aRecordingToWhichNothingIsAddedAnyMoreIsToldOnce() throws IOException {
    List<String> finished = new ArrayList<>();
    start().onFinished((stream, recording) -> finished.add(stream + " " + recording));
    Feed feed = publish("door");
    seconds(feed, 2);
    writer.runDue();
    assertThat(finished).isEmpty();

    feed.begin(MP4, OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(Boxes.init())));
    writer.runDue();
    assertThat(finished).singleElement().asString().startsWith("door door~");

    seconds(feed, 2);
    streams.end(feed);
    writer.runDue();
    assertThat(finished).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void streamsWhoseNamesMatchAreRecordedAndOthersAreNot() throws IOException {
    Recorders started = start();
    Feed door = publish("door-1");
    Feed hall = publish("hall");
    seconds(door, 2);
    seconds(hall, 2);

    assertThat(started.snapshots()).extracting(RecorderSnapshot::stream).containsExactly("door-1");
    assertThat(state(started)).isEqualTo(State.RECORDING);
    assertThat(started.start("hall")).isTrue();
    assertThat(started.start("attic")).isFalse();
    assertThat(started.start("../hall")).isFalse();
    seconds(hall, 1);
    assertThat(started.snapshots()).hasSize(2);
    assertThat(started.seconds()).isBetween(2.0, 6.0);
  }

  @Test
  void segmentsEndAtAKeyframeWhenTheyAreLongEnoughAndAreOneRecording() throws IOException {
    Recorders started = start();
    Feed feed = publish("door");
    seconds(feed, 25);
    streams.end(feed);
    writer.runDue();

    assertThat(files()).hasSize(3);
    List<RecordingSnapshot> all = started.recordings().list(null, null, null);
    assertThat(all).hasSize(1);
    RecordingSnapshot recording = all.get(0);
    assertThat(recording.running()).isFalse();
    assertThat(recording.segments()).isEqualTo(3);
    assertThat(recording.start()).isEqualTo(START);
    assertThat(recording.end()).isEqualTo(START.plusSeconds(25));
    int fragment = Boxes.fragment(MEDIA_BYTES).length;
    assertThat(recording.bytes()).isEqualTo(3L * Boxes.init().length + 50L * fragment);
    assertThat(started.snapshots()).isEmpty();
  }

  @Test
  void behindAGapNothingIsWrittenBeforeTheNextKeyframe() throws IOException {
    Recorders started = start();
    Feed feed = publish("door");
    chunk(feed, true);
    feed.lost();
    chunk(feed, false);
    chunk(feed, true);
    streams.end(feed);
    writer.runDue();

    assertThat(started.recordings().list(null, null, null).get(0).bytes())
        .isEqualTo(Boxes.init().length + 2L * Boxes.fragment(MEDIA_BYTES).length);
  }

  @Test
  void whenTheDiskIsTooSlowTheRecordingFailsAndItsBuffersAreFree() throws IOException {
    Recorders started = start();
    Feed feed = publish("door");
    for (int i = 0; i < 200; i++) {
      chunk(feed, i % 10 == 0);
    }
    keeping.runDue();

    assertThat(started.snapshots())
        .singleElement()
        .satisfies(
            recorder -> {
              assertThat(recorder.state()).isEqualTo(State.FAILED);
              assertThat(recorder.failure()).contains("the disk is slower than the stream");
              assertThat(recorder.waitingBytes()).isZero();
            });
    assertThat(started.counters().count(RecordingCounter.FAILURES)).isEqualTo(1);
    assertThat(feed.hasEnded()).isFalse();

    writer.runDue();
    pass(Duration.ofSeconds(29));
    writer.tick();
    assertThat(state(started)).isEqualTo(State.FAILED);
    pass(Duration.ofSeconds(1));
    writer.tick();
    seconds(feed, 1);
    assertThat(state(started)).isEqualTo(State.RECORDING);
  }

  @Test
  void aClockThatIsSetBackCostsNoFile() throws IOException {
    Recorders started = start();
    Feed first = publish("door");
    seconds(first, 3);
    streams.end(first);
    writer.runDue();
    byte[] before = Files.readAllBytes(files().get(0));

    wall = START;
    Feed second = publish("door");
    seconds(second, 5);
    wall = START.minus(Duration.ofDays(1));
    seconds(second, 10);
    streams.end(second);
    writer.runDue();
    keeping.tick();

    assertThat(Files.readAllBytes(directory.resolve("door/12-00-00.000-00001.mp4")))
        .isEqualTo(before);
    assertThat(files()).hasSize(3);
    List<RecordingSnapshot> all = started.recordings().list("door", null, null);
    assertThat(all).extracting(RecordingSnapshot::id).doesNotHaveDuplicates().hasSize(2);
    assertThat(all)
        .anySatisfy(
            recording ->
                assertThat(Duration.between(recording.start(), recording.end()))
                    .isEqualTo(Duration.ofSeconds(15)));
  }

  @Test
  void whatIsTooOldOrTooMuchIsDeletedTheOldestFirstAndNeverWhatIsWritten() throws IOException {
    Recorders started = start(options(Duration.ofSeconds(60), null, 0));
    Feed feed = publish("door");
    seconds(feed, 75);
    keeping.tick();
    // Segments of ten seconds, of which one is being written.
    assertThat(files()).hasSize(7);
    assertThat(started.recordings().list(null, null, null).get(0).start())
        .isEqualTo(START.plusSeconds(10));
    pass(Duration.ofHours(1));
    keeping.tick();
    assertThat(files()).hasSize(1);
    assertThat(started.counters().count(RecordingCounter.SEGMENTS_EXPIRED)).isEqualTo(7);
  }

  @Test
  void ofTooMuchTheFirstThatWasRecordedGoesWhateverTheClockSaid() throws IOException {
    Recorders started = start(options(null, 40_000L, 0));
    Feed first = publish("door");
    seconds(first, 10);
    streams.end(first);
    writer.runDue();
    long each = started.storage().bytes();
    wall = START.minus(Duration.ofDays(1));
    Feed second = publish("door");
    seconds(second, 10);
    streams.end(second);
    writer.runDue();
    assertThat(each).isBetween(20_000L, 40_000L);

    keeping.tick();
    assertThat(started.recordings().list(null, null, null))
        .extracting(RecordingSnapshot::start)
        .containsExactly(START.minus(Duration.ofDays(1)));
  }

  @Test
  void aDiskWithTooLittleSpaceCostsTheOldestFilesAndThenTheRecording() throws IOException {
    Recorders started = start(options(null, 40_000L, 1000));
    Feed feed = publish("door");
    seconds(feed, 45);
    keeping.tick();
    writer.tick();
    assertThat(started.storage().bytes()).isLessThanOrEqualTo(40_000);
    assertThat(files()).hasSizeLessThan(5).isNotEmpty();

    usableBytes = 999;
    keeping.tick();
    assertThat(files()).hasSize(1);
    writer.tick();
    assertThat(started.snapshots().get(0).failure()).contains("999 bytes free");
    assertThat(started.storage().problem()).contains("min-free-disk is 1000");
    assertThat(feed.hasEnded()).isFalse();

    usableBytes = 5000;
    keeping.tick();
    pass(Duration.ofSeconds(30));
    writer.tick();
    seconds(feed, 1);
    assertThat(state(started)).isEqualTo(State.RECORDING);
  }

  @Test
  void whatAKilledServiceHasLeftIsCompletedAndHalfAFragmentCutOff() throws IOException {
    Recorders started = start();
    Feed feed = publish("door");
    seconds(feed, 5);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    // As if it had been killed now, in the middle of a write.
    Path left = directory.resolve("left.mp4");
    Files.write(left, Boxes.concat(whole, Boxes.fragment(500), Boxes.box("moof", 5)));
    Files.copy(SegmentIndex.pathOf(file), SegmentIndex.pathOf(left));
    started.close();
    closed = true;
    Files.delete(file);
    Files.delete(SegmentIndex.pathOf(file));

    Catalogue catalogue = new Catalogue(directory);
    new DirectoryScan(catalogue, started.counters()).run(directory);

    byte[] expected = Boxes.concat(whole, Boxes.fragment(500));
    assertThat(Files.readAllBytes(left)).isEqualTo(expected);
    assertThat(started.counters().count(RecordingCounter.SEGMENTS_REPAIRED)).isEqualTo(1);
    assertThat(catalogue.recordings(recording -> true))
        .singleElement()
        .satisfies(
            recording -> {
              assertThat(recording.running()).isFalse();
              assertThat(recording.bytes()).isEqualTo(expected.length);
              assertThat(recording.duration())
                  .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
            });
    // The next start finds nothing to do.
    new DirectoryScan(new Catalogue(directory), started.counters()).run(directory);
    assertThat(started.counters().count(RecordingCounter.SEGMENTS_REPAIRED)).isEqualTo(1);
  }

  @Test
  void aSecondServiceDoesNotRecordInTheSameDirectory() throws IOException {
    start();
    try (Recorders second =
        new Recorders(
            options(null, null, 0),
            streams,
            new ManualLoop(),
            new ManualLoop(),
            () -> nowNanos,
            () -> wall)) {
      assertThatThrownBy(second::start).hasMessageContaining("another service records in");
    }
  }
}
