package io.iocp.streaming.recording;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.recording.RecordingOutput.Written;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorders of live streams: one for each stream that is recorded, be it by its name or because
 * somebody asked for it. A recorder that has failed tries again after a while, for as long as its
 * stream lives.
 *
 * <p>Any thread, except where a method says otherwise. All writing happens on one loop, which a
 * slow disk may hold up; all deleting and reporting on another.
 */
public final class Recorders implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recorders.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration KEEP = Duration.ofSeconds(5);
  private static final long RETRY_NANOS = Duration.ofSeconds(30).toNanos();

  private final RecordingOptions options;
  private final StreamRegistry streams;
  private final SerialLoop writer;
  private final SerialLoop keeping;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Catalogue catalogue;
  private final Recordings recordings;
  private final Keeper keeper;
  private final Counters<RecordingCounter> counters = new Counters<>(RecordingCounter.class);
  private final LongAdder millis = new LongAdder();

  private volatile BiConsumer<StreamId, String> finished = (stream, recording) -> {};
  private @Nullable DirectoryLock lock;

  // At most as many as there are streams.
  private final Map<StreamId, Slot> slots = new ConcurrentHashMap<>();

  /** The recording of one stream. Guarded by itself. */
  private static final class Slot {

    final LiveStream stream;
    @Nullable StreamRecorder recorder;
    @Nullable String failure;
    long failedNanos;

    Slot(LiveStream stream) {
      this.stream = stream;
    }
  }

  /**
   * Creates what {@link #start()} begins.
   *
   * @param writer where all writing is done; stopped by {@link #close()}
   * @param keeping where the rest is done; likewise
   */
  public Recorders(
      RecordingOptions options,
      StreamRegistry streams,
      SerialLoop writer,
      SerialLoop keeping,
      NanoClock clock,
      InstantSource wallClock) {
    this(options, streams, writer, keeping, clock, wallClock, Keeper.SYSTEM);
  }

  Recorders(
      RecordingOptions options,
      StreamRegistry streams,
      SerialLoop writer,
      SerialLoop keeping,
      NanoClock clock,
      InstantSource wallClock,
      Keeper.Disk disk) {
    this.options = options;
    this.streams = streams;
    this.writer = writer;
    this.keeping = keeping;
    this.clock = clock;
    this.wallClock = wallClock;
    this.catalogue = new Catalogue(options.directory());
    this.recordings = new Recordings(catalogue);
    this.keeper = new Keeper(options, catalogue, counters, wallClock, disk);
  }

  /**
   * Finds what is there, completes what was being written when an earlier run was killed, and
   * records from now on.
   *
   * @throws IOException when the directory cannot be read, or another service records there
   */
  public void start() throws IOException {
    Files.createDirectories(options.directory());
    lock = DirectoryLock.of(options.directory());
    new DirectoryScan(catalogue, counters).run(options.directory());
    keeper.run();
    streams.onStart(this::streamStarted);
    writer.executeEvery(TICK, this::tick);
    keeping.executeEvery(KEEP, keeper::run);
  }

  /**
   * Sets who hears of recordings to which nothing is added any more.
   *
   * @param listener takes the stream and the recording's id, on the writer: must not block
   */
  public void onFinished(BiConsumer<StreamId, String> listener) {
    finished = listener;
  }

  /** On the publisher's thread. */
  private void streamStarted(LiveStream stream) {
    if (options.records(stream.id().name())) {
      begin(stream);
    }
  }

  private synchronized void begin(LiveStream stream) {
    Slot slot = new Slot(stream);
    slots.put(stream.id(), slot);
    record(slot);
  }

  /** Has a slot's stream recorded, if it can be and somebody still wants it. */
  private synchronized void record(Slot slot) {
    if (slots.get(slot.stream.id()) != slot) {
      return;
    }
    StreamRecorder recorder =
        new StreamRecorder(
            new RecordingOutput(
                slot.stream.id(),
                options,
                catalogue,
                counters,
                millis,
                this::completed,
                id -> finished.accept(slot.stream.id(), id),
                clock,
                wallClock),
            writer,
            keeping,
            new Report(slot),
            options.queueBytes());
    synchronized (slot) {
      if (slot.recorder != null) {
        return;
      }
      String problem = keeper.problem();
      if (problem != null) {
        fail(slot, problem);
        return;
      }
      slot.recorder = recorder;
      slot.failure = null;
    }
    if (!slot.stream.tap(recorder)) {
      recorder.end();
    }
  }

  /** A segment's bytes may take seconds to the disk, for which no writer waits. */
  private void completed(Path file) {
    keeping.execute(() -> keeper.sync(file));
  }

  /** What becomes of the recording of a slot. */
  private final class Report implements StreamRecorder.Listener {

    private final Slot slot;

    Report(Slot slot) {
      this.slot = slot;
    }

    @Override
    public void failed(StreamRecorder recorder, String reason) {
      slot.stream.untap(recorder);
      synchronized (slot) {
        if (slot.recorder == recorder) {
          slot.recorder = null;
          fail(slot, reason);
        }
      }
    }

    @Override
    public void ended(StreamRecorder recorder) {
      slots.remove(slot.stream.id(), slot);
    }
  }

  private void fail(Slot slot, String reason) {
    counters.increment(RecordingCounter.FAILURES);
    if (!reason.equals(slot.failure)) {
      log.warn(
          "Stream {} is not recorded: {}. It is tried again every {} s",
          slot.stream.id(),
          reason,
          Duration.ofNanos(RETRY_NANOS).toSeconds());
    }
    slot.failure = reason;
    slot.failedNanos = clock.nanoTime();
  }

  /** On the writer. */
  private void tick() {
    for (Slot slot : List.copyOf(slots.values())) {
      StreamRecorder recorder;
      boolean due;
      synchronized (slot) {
        recorder = slot.recorder;
        due = recorder == null && clock.nanoTime() - slot.failedNanos >= RETRY_NANOS;
      }
      String problem = keeper.problem();
      if (recorder != null && problem != null) {
        recorder.fail(problem);
      } else if (recorder != null) {
        recorder.tick();
      } else if (slot.stream.hasEnded()) {
        slots.remove(slot.stream.id(), slot);
      } else if (due) {
        record(slot);
      }
    }
  }

  /**
   * Records a live stream until it ends or is {@linkplain #stop stopped}.
   *
   * @return whether it is live
   */
  public synchronized boolean start(String stream) {
    Optional<LiveStream> live =
        StreamId.whyInvalid(stream).isPresent()
            ? Optional.empty()
            : streams.find(new StreamId(stream));
    if (live.isEmpty()) {
      return false;
    }
    Slot slot = slots.get(live.get().id());
    if (slot == null || slot.stream != live.get()) {
      begin(live.get());
    } else {
      record(slot); // At once, if it has failed.
    }
    return true;
  }

  /**
   * Stops recording a stream; what was written is kept. Until the stream begins the next time it is
   * recorded only if somebody asks for it.
   *
   * @return whether it was recorded, or was to be
   */
  public synchronized boolean stop(String stream) {
    Slot slot = StreamId.whyInvalid(stream).isPresent() ? null : slots.remove(new StreamId(stream));
    if (slot == null) {
      return false;
    }
    StreamRecorder recorder;
    synchronized (slot) {
      recorder = slot.recorder;
      slot.recorder = null;
    }
    if (recorder != null) {
      slot.stream.untap(recorder);
      recorder.end();
    }
    return true;
  }

  /** The recorders of this moment, by the names of their streams. */
  public List<RecorderSnapshot> snapshots() {
    return slots.values().stream()
        .map(Recorders::snapshot)
        .sorted(Comparator.comparing(RecorderSnapshot::stream))
        .toList();
  }

  private static RecorderSnapshot snapshot(Slot slot) {
    synchronized (slot) {
      StreamRecorder recorder = slot.recorder;
      String recording = recorder == null ? null : recorder.recording();
      RecorderSnapshot.State state =
          recording != null
              ? RecorderSnapshot.State.RECORDING
              : slot.failure != null
                  ? RecorderSnapshot.State.FAILED
                  : RecorderSnapshot.State.WAITING;
      return new RecorderSnapshot(
          slot.stream.id().name(),
          state,
          recording,
          slot.failure,
          recorder == null ? 0 : recorder.waitingBytes());
    }
  }

  /** What is recorded, for those who go back in streams that live. */
  public History history() {
    return new History(catalogue, this::newest);
  }

  /** The live stream of this name that is recorded, with how far that has come. */
  private History.@Nullable Newest newest(StreamId stream) {
    Slot slot = slots.get(stream);
    if (slot == null) {
      return null;
    }
    synchronized (slot) {
      Written written = slot.recorder == null ? null : slot.recorder.written();
      return written == null ? null : new History.Newest(slot.stream, written);
    }
  }

  /** What is counted. */
  public Counters<RecordingCounter> counters() {
    return counters;
  }

  /** Seconds of media that were written since the start. */
  public double seconds() {
    return millis.sum() / 1000.0;
  }

  /** What is recorded. */
  public Recordings recordings() {
    return recordings;
  }

  /** The disk of this moment. */
  public StorageSnapshot storage() {
    return new StorageSnapshot(
        options.directory(),
        catalogue.size(),
        catalogue.bytes(),
        keeper.usableBytes(),
        keeper.totalBytes(),
        keeper.problem());
  }

  /** Completes what is being written. */
  @Override
  public void close() {
    streams.onStart(stream -> {});
    for (Slot slot : List.copyOf(slots.values())) {
      stop(slot.stream.id().name());
    }
    keeping.stop();
    writer.stop();
    if (lock != null) {
      lock.close();
    }
  }
}
