package io.iocp.streaming.recording;

import io.iocp.buffer.SharedBuffer;
import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes of one stream into recordings and segments, and writes them. Only accessed by the
 * writer.
 */
final class RecordingOutput {

  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final StreamId stream;
  private final RecordingOptions options;
  private final Catalogue catalogue;
  private final Counters<RecordingCounter> counters;
  private final LongAdder millis;
  private final Consumer<Path> completed;
  private final Consumer<String> finished;
  private final NanoClock clock;
  private final InstantSource wallClock;

  private @Nullable StreamDescription description;
  private byte[] init = {};
  private boolean waitsForKeyframe = true;

  // The recording that is being written: null before its first keyframe.
  private @Nullable SegmentHeader header;
  private long startNanos;
  private @Nullable SegmentWriter segment;
  private long segmentNanos;

  private volatile @Nullable Written written;

  /**
   * How far the writing has come.
   *
   * @param what the description that the stream gave
   * @param header of the segment
   * @param bytes of its file
   * @param sequence number of the chunk that it ends with
   */
  record Written(StreamDescription what, SegmentHeader header, long bytes, long sequence) {}

  /**
   * @param millis what is added up of the time that is recorded
   * @param completed hears of each segment's file that is complete
   * @param finished hears the id of each recording to which nothing is added any more
   */
  RecordingOutput(
      StreamId stream,
      RecordingOptions options,
      Catalogue catalogue,
      Counters<RecordingCounter> counters,
      LongAdder millis,
      Consumer<Path> completed,
      Consumer<String> finished,
      NanoClock clock,
      InstantSource wallClock) {
    this.stream = stream;
    this.options = options;
    this.catalogue = catalogue;
    this.counters = counters;
    this.millis = millis;
    this.completed = completed;
    this.finished = finished;
    this.clock = clock;
    this.wallClock = wallClock;
  }

  /** What follows is another recording. */
  void begin(StreamDescription what, byte[] initSegment) throws IOException {
    end();
    if (!what.format().equals("fmp4") && !what.format().equals("webm")) {
      throw new IOException(
          "its format is " + what.format() + ", and only MP4 and WebM can be recorded");
    }
    description = what;
    init = initSegment;
    waitsForKeyframe = true;
  }

  /** Chunks are missing. */
  void gap() {
    waitsForKeyframe = true;
  }

  /** Writes a chunk; it is lent. */
  void chunk(MediaChunk chunk) throws IOException {
    StreamDescription what = description;
    if (what == null || (waitsForKeyframe && !chunk.isKeyframe())) {
      return;
    }
    SegmentWriter writer = segmentFor(chunk, what);
    List<SharedBuffer> payload = OutboundMessage.payload(chunk.frames());
    Duration before = writer.duration();
    try {
      writer.chunk(
          chunk.isKeyframe(), payload, Duration.ofNanos(chunk.arrivalNanos() - segmentNanos));
    } finally {
      payload.forEach(SharedBuffer::release);
    }
    waitsForKeyframe = false;
    written = new Written(what, writer.header(), writer.bytes(), chunk.sequence());
    counters.add(RecordingCounter.BYTES, chunk.payloadBytes());
    millis.add(Math.max(0, writer.duration().minus(before).toMillis()));
  }

  private SegmentWriter segmentFor(MediaChunk chunk, StreamDescription what) throws IOException {
    SegmentWriter writer = segment;
    if (writer != null && chunk.isKeyframe() && isFull(writer, chunk)) {
      close();
      writer = null;
    }
    if (writer == null) {
      writer = open(chunk, what);
    }
    return writer;
  }

  private boolean isFull(SegmentWriter writer, MediaChunk keyframe) {
    return writer.bytes() >= options.segmentBytes()
        || keyframe.arrivalNanos() - segmentNanos >= options.segmentDuration().toNanos();
  }

  private SegmentWriter open(MediaChunk first, StreamDescription what) throws IOException {
    SegmentHeader before = header;
    SegmentHeader next;
    if (before == null) {
      startNanos = first.arrivalNanos();
      Instant start = wallClock.instant().minusNanos(clock.nanoTime() - startNanos);
      next =
          new SegmentHeader(
              freeId(start),
              stream.name(),
              1,
              start.toEpochMilli(),
              0,
              what.format(),
              what.mimeType(),
              what.widthPixels(),
              what.heightPixels(),
              init.length,
              catalogue.nextOrdinal());
    } else {
      next =
          before.next(Duration.ofNanos(first.arrivalNanos() - startNanos), catalogue.nextOrdinal());
    }
    SegmentWriter writer =
        SegmentWriter.begin(
            options.directory(),
            options.fileName().path(next.stream(), next.start(), next.number()),
            next,
            init);
    counters.increment(RecordingCounter.SEGMENTS);
    if (before == null) {
      counters.increment(RecordingCounter.RECORDINGS);
    }
    header = next;
    segment = writer;
    segmentNanos = first.arrivalNanos();
    catalogue.put(describe(writer, true));
    return writer;
  }

  /** An id that no recording has: the clock may have been set back. */
  private String freeId(Instant start) {
    String id = stream.name() + "~" + ID.format(start);
    String free = id;
    for (int i = 2; catalogue.has(free); i++) {
      free = id + "-" + i;
    }
    return free;
  }

  private static Segment describe(SegmentWriter writer, boolean open) {
    return new Segment(writer.path(), writer.header(), writer.bytes(), writer.duration(), open);
  }

  /**
   * A second has passed: what is known of the segment is brought up to date.
   *
   * @throws IOException when its file is gone
   */
  void tick() throws IOException {
    SegmentWriter writer = segment;
    if (writer != null) {
      if (writer.isGone()) {
        throw new IOException("the file " + writer.path() + " was removed");
      }
      catalogue.put(describe(writer, true));
    }
  }

  /** Id of the recording that is being written; null before its first keyframe. */
  @Nullable String recording() {
    return segment == null || header == null ? null : header.recording();
  }

  /** How far the writing has come; null before the first chunk. Any thread. */
  @Nullable Written written() {
    return written;
  }

  /** Completes the recording; what follows is of another one. */
  void end() throws IOException {
    SegmentHeader last = header;
    header = null;
    try {
      close();
    } finally {
      if (last != null) {
        finished.accept(last.recording());
      }
    }
  }

  /** Completes the segment; the next one is of the same recording. */
  void close() throws IOException {
    SegmentWriter writer = segment;
    segment = null;
    if (writer != null) {
      try {
        writer.close();
        completed.accept(writer.path());
      } finally {
        catalogue.put(describe(writer, false));
      }
    }
  }
}
