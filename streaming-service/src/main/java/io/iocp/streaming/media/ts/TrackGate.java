package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Holds samples back until the configurations of all streams are known, and announces the tracks
 * then. A stream of which nothing comes is waited for as long as {@value #MAX_WAIT_SECONDS} s of
 * the others' time; it is announced when it comes.
 */
final class TrackGate {

  private static final int MAX_WAIT_SECONDS = 1;

  /** What is held at most, in samples. */
  private static final int MAX_SAMPLES = 1000;

  private record Held(Sample sample, int offset, int length) {}

  private final int maxBytes;
  private final ByteAccumulator bytes;
  private final List<Held> held = new ArrayList<>();
  private List<ElementaryStream> streams = List.of();
  private List<Track> announced = List.of();
  private long firstTime;
  private boolean open;
  private boolean changed;

  TrackGate(int maxBytes, CollectingMemory memory) {
    this.maxBytes = maxBytes;
    this.bytes = new ByteAccumulator(memory);
  }

  /** Sets whose samples come from now on. */
  void streams(List<ElementaryStream> all) {
    streams = all;
    changed = true;
  }

  /** The track of a stream is another than before. */
  void trackChanged() {
    changed = true;
  }

  boolean isExhausted() {
    return bytes.isExhausted();
  }

  /** Whether tracks have been announced. */
  boolean isOpen() {
    return open;
  }

  /**
   * Takes a sample of a stream whose track is known.
   *
   * @param time on the timeline of the program
   */
  void sample(Sample sample, long time, SampleSink sink) {
    if (open) {
      announceChanges(sink);
      sink.sample(sample);
      return;
    }
    hold(sample, time);
    boolean all = streams.stream().noneMatch(stream -> stream.track() == null);
    boolean late =
        time - firstTime >= (long) MAX_WAIT_SECONDS * ProgramClock.TIMESCALE
            || held.size() >= MAX_SAMPLES
            || bytes.size() >= maxBytes;
    if (all || late) {
      release(sink);
    }
  }

  private void hold(Sample sample, long time) {
    firstTime = held.isEmpty() ? time : Math.min(firstTime, time);
    int offset = bytes.size();
    int length = sample.data().remaining();
    if (bytes.fill(sample.data(), offset + length)) {
      held.add(new Held(sample, offset, length));
    }
  }

  /** Hands on what is held back: nothing more is waited for. */
  void release(SampleSink sink) {
    open = true;
    announceChanges(sink);
    ByteBuffer all = bytes.bytes();
    for (Held one : held) {
      // Those of a track that has changed meanwhile are of no use.
      if (announced.contains(one.sample.track())) {
        sink.sample(copy(one.sample, all.slice(one.offset, one.length)));
      }
    }
    clear();
  }

  private static Sample copy(Sample sample, ByteBuffer data) {
    return new Sample(
        sample.track(),
        sample.decodeTime(),
        sample.presentationTime(),
        sample.durationTicks(),
        sample.sync(),
        data);
  }

  private void announceChanges(SampleSink sink) {
    if (!changed) {
      return;
    }
    changed = false;
    List<Track> tracks = new ArrayList<>();
    for (ElementaryStream stream : streams) {
      Track track = stream.track();
      if (track != null) {
        tracks.add(track);
      }
    }
    // Pictures first, as everybody expects them; the order stays as it is otherwise.
    tracks.sort(Comparator.comparing(track -> !track.codec().isVideo()));
    if (!tracks.equals(announced)) {
      announced = tracks;
      sink.tracks(tracks);
    }
  }

  void clear() {
    held.clear();
    bytes.clear();
  }
}
