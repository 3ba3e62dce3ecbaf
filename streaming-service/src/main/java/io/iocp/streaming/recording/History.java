package io.iocp.streaming.recording;

import io.iocp.streaming.recording.RecordingOutput.Written;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of streams that live, for those who go back in them. Any thread that may block.
 */
public final class History {

  private final Catalogue catalogue;
  private final Function<StreamId, @Nullable Newest> newest;

  /** The recording of a live stream, as far as it has come. */
  public static final class Newest {

    private final LiveStream stream;
    private final Written written;

    Newest(LiveStream stream, Written written) {
      this.stream = stream;
      this.written = written;
    }

    /** The stream that is recorded. */
    public LiveStream stream() {
      return stream;
    }

    /** What it is, as it told the recorder. */
    public StreamDescription description() {
      return written.what();
    }

    /** Number of the last chunk that is written. */
    public long sequence() {
      return written.sequence();
    }

    Written written() {
      return written;
    }
  }

  History(Catalogue catalogue, Function<StreamId, @Nullable Newest> newest) {
    this.catalogue = catalogue;
    this.newest = newest;
  }

  /** How far the recording of a live stream has come; empty when nothing of it is being written. */
  public Optional<Newest> newest(StreamId stream) {
    return Optional.ofNullable(newest.apply(stream));
  }

  /**
   * When what is kept of a stream begins.
   *
   * @param notBefore what ended before this does not count
   * @return the start of the oldest media behind that time, or that time; empty when there is none
   */
  public Optional<Instant> oldest(StreamId stream, Instant notBefore) {
    return catalogue.ofStream(stream.name()).stream()
        .filter(segment -> segment.open() || segment.end().isAfter(notBefore))
        .findFirst()
        .map(segment -> segment.start().isBefore(notBefore) ? notBefore : segment.start());
  }

  /**
   * Reads a stream from a moment on.
   *
   * @param at it begins with the keyframe at or before this, or with the next where nothing was
   *     recorded then
   * @return empty when there is nothing at this time and none behind it
   */
  public Optional<HistoryReader> open(StreamId stream, Instant at) throws IOException {
    List<Segment> segments = catalogue.ofStream(stream.name());
    for (Segment segment : segments) {
      if (segment.open() || segment.end().isAfter(at)) {
        HistoryReader reader = new HistoryReader(catalogue, () -> newest.apply(stream));
        if (reader.open(segment, at)) {
          return Optional.of(reader);
        }
      }
    }
    return Optional.empty();
  }
}
