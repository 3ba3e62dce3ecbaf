package io.iocp.streaming.hls;

import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the samples of a stream into segments and parts: the first track of pictures and the first
 * of sound. A segment begins with a keyframe, unless the last one is too far away.
 *
 * <p>How long a sample is shown is known when the next one comes, so each track's newest sample is
 * held back. Parts are as long as a whole number of pictures comes to the wanted duration, so that
 * all but a segment's last are as long as each other. Not thread-safe.
 */
final class Segmenter implements SampleSink {

  /** Takes what is cut. */
  interface Output {

    /** Parts that follow need an init segment of these tracks. */
    void tracks(List<Track> tracks);

    /** The next part. */
    void part(CutPart part);

    /** The segment is over with the parts that it has. */
    void endSegment();

    /** There is nothing to cut. */
    void unsupported(String reason);
  }

  /** A keyframe that comes this much too early still begins a segment: of the shortest duration. */
  private static final double EARLY = 0.9;

  /** The first segment ends with its group: players that know no parts wait for it. */
  private static final double FIRST_SEGMENT_SECONDS = 0.5;

  /** Half a second rounds down (RFC 8216bis, 4.4.3.1). */
  private static final double ROUNDING_SECONDS = 0.45;

  /** How much longer than counted a part may be, in pictures: times are rounded in containers. */
  private static final double JITTER = 0.1;

  private static final double JUMP_SECONDS = 10;

  private final double partSeconds;
  private final double segmentSeconds;
  private final double longestSeconds;
  private final long maximumBytes;
  private final Output output;

  private List<Track> tracks = List.of();
  private @Nullable PendingTrack main;
  private List<PendingTrack> pending = List.of();
  // 0 until the first part has shown how many pictures make one.
  private double partLimitSeconds;
  private double segmentSoFarSeconds;
  private boolean firstSegmentEnded;
  private boolean started;
  private boolean discontinuity;
  private boolean begun;
  private long arrivalMillis;

  /**
   * @param targetSeconds what no segment is longer than, in whole seconds
   * @param maximumBytes what no part is larger than, but by a sample
   */
  Segmenter(
      double partSeconds,
      double segmentSeconds,
      int targetSeconds,
      long maximumBytes,
      Output output) {
    this.partSeconds = partSeconds;
    this.segmentSeconds = segmentSeconds;
    this.longestSeconds = targetSeconds + ROUNDING_SECONDS;
    this.maximumBytes = maximumBytes;
    this.output = output;
  }

  /** What comes next has been at the server since then. */
  void arrived(long millis) {
    arrivalMillis = millis;
  }

  @Override
  public void tracks(List<Track> all) {
    interrupt();
    List<Track> chosen = choose(all);
    if (chosen.isEmpty()) {
      pending = List.of();
      main = null;
      tracks = List.of();
      output.unsupported(
          "HLS carries neither the pictures nor the sound of this stream: "
              + all.stream().map(track -> track.codec().name()).toList());
      return;
    }
    if (!chosen.equals(tracks)) {
      tracks = chosen;
      pending = chosen.stream().map(PendingTrack::new).toList();
      main = pending.get(0);
      partLimitSeconds = 0;
      output.tracks(chosen);
    }
  }

  private static List<Track> choose(List<Track> all) {
    List<Track> chosen = new ArrayList<>();
    first(all, true).ifPresent(chosen::add);
    first(all, false).ifPresent(chosen::add);
    return chosen;
  }

  private static Optional<Track> first(List<Track> all, boolean video) {
    return all.stream()
        .filter(track -> track.codec().isVideo() == video && FragmentWriter.carries(track.codec()))
        .findFirst();
  }

  /** Something is missing: what has come is cut, and the next segment begins with a keyframe. */
  void interrupt() {
    if (started) {
      pending.forEach(PendingTrack::completeByGuess);
      cut(true);
      pending.forEach(PendingTrack::clear);
      started = false;
    }
    discontinuity = begun;
  }

  @Override
  public void sample(Sample sample) {
    PendingTrack track = pendingOf(sample.track().id());
    if (track == null || !sample.data().hasRemaining()) {
      return;
    }
    if (track == main) {
      mainSample(track, sample);
    } else if (started) {
      track.complete(sample);
      track.hold(sample, arrivalMillis);
    }
  }

  private void mainSample(PendingTrack track, Sample sample) {
    boolean start = sample.sync() || !track.track().codec().isVideo();
    if (started && track.secondsTo(sample) > JUMP_SECONDS) {
      interrupt();
    }
    if (!started && !start) {
      return;
    }
    started = true;
    track.complete(sample);
    cutBefore(track, start);
    track.hold(sample, arrivalMillis);
  }

  private void cutBefore(PendingTrack track, boolean start) {
    double partSoFar = track.seconds();
    if (track.isEmpty()) {
      return;
    }
    double next = track.lastSeconds();
    double segment = segmentSoFarSeconds + partSoFar;
    double shortest = firstSegmentEnded ? segmentSeconds * EARLY : FIRST_SEGMENT_SECONDS;
    if ((start && segment >= shortest) || segment + next > longestSeconds) {
      cut(true);
    } else if (partSoFar + next > (partLimitSeconds > 0 ? partLimitSeconds : partSeconds)) {
      partLimitSeconds = partLimitSeconds > 0 ? partLimitSeconds : partSoFar + JITTER * next;
      cut(false);
    } else if (pending.stream().mapToLong(PendingTrack::bytes).sum() > maximumBytes) {
      cut(false);
    }
  }

  private void cut(boolean endsSegment) {
    PendingTrack track = Objects.requireNonNull(main);
    if (track.isEmpty()) {
      if (endsSegment && segmentSoFarSeconds > 0) {
        segmentSoFarSeconds = 0;
        output.endSegment();
      }
      return;
    }
    double seconds = track.seconds();
    int pictures = track.size();
    boolean independent = track.isIndependent();
    long since = track.arrivalMillis();
    List<List<Sample>> runs =
        pending.stream().filter(one -> !one.isEmpty()).map(PendingTrack::take).toList();
    boolean discontinuous = discontinuity;
    discontinuity = false;
    begun = true;
    firstSegmentEnded |= endsSegment;
    segmentSoFarSeconds = endsSegment ? 0 : segmentSoFarSeconds + seconds;
    output.part(
        new CutPart(runs, seconds, pictures, independent, endsSegment, discontinuous, since));
  }

  private @Nullable PendingTrack pendingOf(int id) {
    for (PendingTrack track : pending) {
      if (track.track().id() == id) {
        return track;
      }
    }
    return null;
  }
}
