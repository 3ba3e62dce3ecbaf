package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Samples that wait for the other track to be known: few, and of a short time. */
final class HeldSamples {

  /** Longer than encoders take to send the second sequence header. */
  private static final int MAX_MILLIS = 1_000;

  private static final int MAX_SAMPLES = 128;

  /** A sample whose data stands in {@link #data}, behind that of the one before. */
  private record Held(
      Track track, long decodeTime, long presentationTime, boolean sync, int sizeBytes) {}

  private final Deque<Held> samples = new ArrayDeque<>();
  private final ByteAccumulator data;
  private final int maxBytes;

  HeldSamples(CollectingMemory memory, int maxBytes) {
    this.data = new ByteAccumulator(memory);
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps a copy of a sample.
   *
   * @return whether it could; otherwise the waiting is over
   */
  boolean tryHold(Sample sample) {
    int sizeBytes = sample.data().remaining();
    boolean room =
        samples.size() < MAX_SAMPLES
            && sizeBytes <= maxBytes - data.size()
            && (samples.isEmpty()
                || sample.decodeTime() - samples.getFirst().decodeTime() < MAX_MILLIS);
    if (!room || !data.fill(sample.data().duplicate(), data.size() + sizeBytes)) {
      return false;
    }
    samples.add(
        new Held(
            sample.track(),
            sample.decodeTime(),
            sample.presentationTime(),
            sample.sync(),
            sizeBytes));
    return true;
  }

  /**
   * Hands all over in their order, and lets them go. A sample whose track has changed since is left
   * out: its decoder is gone.
   */
  void release(List<Track> tracks, SampleSink sink) {
    ByteBuffer bytes = data.bytes();
    int at = 0;
    for (Held held : samples) {
      if (tracks.stream().anyMatch(track -> track.equals(held.track))) {
        sink.sample(
            new Sample(
                held.track,
                held.decodeTime,
                held.presentationTime,
                0,
                held.sync,
                bytes.slice(at, held.sizeBytes)));
      }
      at += held.sizeBytes;
    }
    clear();
  }

  void clear() {
    samples.clear();
    data.clear();
  }
}
