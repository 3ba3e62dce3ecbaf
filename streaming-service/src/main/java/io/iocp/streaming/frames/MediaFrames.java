package io.iocp.streaming.frames;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentSamples;
import io.iocp.streaming.media.webm.WebmSamples;
import io.iocp.streaming.relay.FrameReader;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Frames of fragmented MP4, WebM and JPEG, which is all that streams are relayed as. A viewer can
 * start at a keyframe of the first track of pictures, or anywhere in sound alone.
 */
public final class MediaFrames implements FrameReader, SampleSink {

  private static final long MICROS = 1_000_000;
  private static final long NANOS_A_MICRO = 1000;

  private final InstantSource clock;
  private StreamDescription description = new StreamDescription("", "", 0, 0);
  private @Nullable FragmentSamples fragments;
  private @Nullable WebmSamples clusters;
  private @Nullable Track pictures;
  private long sequence;
  private int startTrack;

  // Only while a chunk is read.
  private @Nullable Sink sink;
  private long arrivalMicros;
  private long captureMicros;

  /** A reader of one stream. */
  public MediaFrames(InstantSource clock) {
    this.clock = clock;
  }

  /** Loads what readers need, so that no I/O worker has to. */
  public static void prepare() {
    TracksMessage.prepare();
  }

  @Override
  public Optional<String> begin(StreamDescription what, ByteBuffer initSegment, Sink to) {
    description =
        new StreamDescription("frames", what.mimeType(), what.widthPixels(), what.heightPixels());
    fragments = null;
    clusters = null;
    pictures = null;
    sink = to;
    ReadOutcome outcome =
        switch (what.format()) {
          case "fmp4" -> {
            fragments = new FragmentSamples(this);
            yield fragments.init(initSegment);
          }
          case "webm" -> {
            clusters = new WebmSamples(this);
            yield clusters.init(initSegment);
          }
          case "jpeg" -> beginPictures(what);
          default -> ReadOutcome.unsupported(what.format() + " is not available as frames");
        };
    sink = null;
    return outcome.consumed() ? Optional.empty() : Optional.of(outcome.reason());
  }

  private ReadOutcome beginPictures(StreamDescription what) {
    Track track =
        Track.video(
            1,
            Codec.JPEG,
            what.mimeType(),
            ByteBuffer.allocate(0),
            (int) MICROS,
            what.widthPixels(),
            what.heightPixels());
    pictures = track;
    tracks(List.of(track));
    return ReadOutcome.CONSUMED;
  }

  @Override
  public boolean chunk(ByteBuffer chunk, boolean keyframe, Times times, Sink to) {
    sink = to;
    arrivalMicros = nowMicros() - times.ageNanos() / NANOS_A_MICRO;
    captureMicros =
        times.captureDelayNanos() == MediaChunk.NOT_CAPTURED
            ? FrameHeader.NOT_CAPTURED
            : arrivalMicros - times.captureDelayNanos() / NANOS_A_MICRO;
    ReadOutcome outcome = read(chunk);
    sink = null;
    return outcome.consumed();
  }

  private long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * MICROS + now.getNano() / NANOS_A_MICRO;
  }

  private ReadOutcome read(ByteBuffer chunk) {
    if (fragments != null) {
      return fragments.chunk(chunk);
    }
    if (clusters != null) {
      return clusters.chunk(chunk);
    }
    Track track = pictures;
    if (track != null) {
      // Pictures have no time of their own but that of their arrival.
      sample(new Sample(track, arrivalMicros, arrivalMicros, 0, true, chunk));
    }
    return ReadOutcome.CONSUMED;
  }

  @Override
  public void tracks(List<Track> tracks) {
    startTrack =
        tracks.stream()
            .filter(track -> track.codec().isVideo())
            .findFirst()
            .orElse(tracks.get(0))
            .id();
    if (sink != null) {
      sink.tracks(description, TracksMessage.json(tracks));
    }
  }

  @Override
  public void sample(Sample sample) {
    if (sink == null) {
      return;
    }
    Track track = sample.track();
    boolean keyframe = sample.sync() || !track.codec().isVideo();
    sink.frame(
        keyframe && track.id() == startTrack,
        FrameHeader.of(
            track.id(),
            keyframe,
            sequence++,
            micros(sample.presentationTime(), track.timescale()),
            arrivalMicros,
            captureMicros),
        sample.data().duplicate());
  }

  /** Without an overflow on the way. */
  private static long micros(long ticks, int timescale) {
    return ticks / timescale * MICROS + ticks % timescale * MICROS / timescale;
  }
}
