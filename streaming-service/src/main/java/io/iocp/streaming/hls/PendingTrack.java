package io.iocp.streaming.hls;

import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The samples of one track that are in no part yet, the newest of unknown duration. */
final class PendingTrack {

  /** Assumed where nothing else is known. */
  private static final int FIRST_PER_SECOND = 25;

  private final Track track;
  private List<Sample> complete = new ArrayList<>();
  private @Nullable Sample held;
  private long heldArrivalMillis;
  private long firstArrivalMillis;
  private long ticks;
  private long bytes;
  private long lastTicks;

  PendingTrack(Track track) {
    this.track = track;
    this.lastTicks = Math.max(1, track.timescale() / FIRST_PER_SECOND);
  }

  Track track() {
    return track;
  }

  /** Time from the newest sample to this one, in seconds; 0 when there is none. */
  double secondsTo(Sample next) {
    return held == null ? 0 : seconds(next.decodeTime() - held.decodeTime());
  }

  /** The newest sample lasts until this one. */
  void complete(Sample next) {
    if (held != null) {
      add(held, Math.max(0, next.decodeTime() - held.decodeTime()));
    }
  }

  /** No next sample goes on from the newest one. */
  void completeByGuess() {
    if (held != null) {
      add(held, held.durationTicks() > 0 ? held.durationTicks() : lastTicks);
    }
  }

  private void add(Sample sample, long durationTicks) {
    if (complete.isEmpty()) {
      firstArrivalMillis = heldArrivalMillis;
    }
    complete.add(
        new Sample(
            sample.track(),
            sample.decodeTime(),
            sample.presentationTime(),
            durationTicks,
            sample.sync(),
            sample.data()));
    ticks += durationTicks;
    bytes += sample.data().remaining();
    lastTicks = durationTicks > 0 ? durationTicks : lastTicks;
    held = null;
  }

  /** Takes a copy of a sample. */
  void hold(Sample sample, long arrivalMillis) {
    ByteBuffer copy =
        ByteBuffer.allocate(sample.data().remaining()).put(sample.data().duplicate()).flip();
    held =
        new Sample(
            track,
            sample.decodeTime(),
            sample.presentationTime(),
            sample.durationTicks(),
            sample.sync() || !track.codec().isVideo(),
            copy);
    heldArrivalMillis = arrivalMillis;
  }

  boolean isEmpty() {
    return complete.isEmpty();
  }

  int size() {
    return complete.size();
  }

  boolean isIndependent() {
    return complete.stream().anyMatch(Sample::sync);
  }

  long bytes() {
    return bytes;
  }

  /** How long what is complete lasts. */
  double seconds() {
    return seconds(ticks);
  }

  /** How long the last complete sample lasts. */
  double lastSeconds() {
    return seconds(lastTicks);
  }

  /** When the first complete sample was there. */
  long arrivalMillis() {
    return firstArrivalMillis;
  }

  private double seconds(long time) {
    return (double) time / track.timescale();
  }

  /** Forgets what is complete. */
  void clear() {
    take();
  }

  /** What is complete, which goes. */
  List<Sample> take() {
    List<Sample> taken = complete;
    complete = new ArrayList<>();
    ticks = 0;
    bytes = 0;
    return taken;
  }
}
