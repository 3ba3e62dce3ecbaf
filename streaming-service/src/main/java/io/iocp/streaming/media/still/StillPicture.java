package io.iocp.streaming.media.still;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentSamples;
import io.iocp.streaming.media.mp4.FragmentWriter;
import io.iocp.streaming.media.webm.WebmSamples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the first keyframe of a chunk out as an MP4 file of one picture, whatever the container. The
 * picture is coded as it was: nothing is decoded.
 */
public final class StillPicture {

  private StillPicture() {}

  /**
   * The picture at the start of a chunk.
   *
   * @param format the stream's container: {@code fmp4} or {@code webm}
   * @param initSegment what comes before all chunks
   * @param chunk one that starts with a keyframe
   * @return an init segment and a fragment; empty where the chunk has no keyframe of a codec that
   *     MP4 carries
   */
  public static Optional<ByteBuffer> mp4(String format, ByteBuffer initSegment, ByteBuffer chunk) {
    FirstPicture picture = new FirstPicture();
    switch (format) {
      case "fmp4" -> {
        FragmentSamples samples = new FragmentSamples(picture);
        if (samples.init(initSegment).consumed()) {
          ReadOutcome ignored = samples.chunk(chunk); // What came before the damage counts.
        }
      }
      case "webm" -> {
        WebmSamples samples = new WebmSamples(picture);
        if (samples.init(initSegment).consumed()) {
          ReadOutcome ignored = samples.chunk(chunk);
        }
      }
      default -> {
        return Optional.empty();
      }
    }
    return picture.file();
  }

  /** Writes the first keyframe of the first track of pictures, as if the stream began with it. */
  private static final class FirstPicture implements SampleSink, ChunkSink {

    private final FragmentWriter writer = new FragmentWriter().into(this);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable Track video;
    private boolean written;

    @Override
    public void tracks(List<Track> tracks) {
      if (video == null) {
        video =
            tracks.stream()
                .filter(track -> track.codec().isVideo() && FragmentWriter.carries(track.codec()))
                .findFirst()
                .orElse(null);
      }
    }

    @Override
    public void sample(Sample sample) {
      Track track = video;
      if (written || track == null || sample.track().id() != track.id() || !sample.sync()) {
        return;
      }
      written = true;
      writer.tracks(List.of(track));
      writer.sample(new Sample(track, 0, 0, sample.durationTicks(), true, sample.data()));
    }

    Optional<ByteBuffer> file() {
      return written ? Optional.of(ByteBuffer.wrap(bytes.toByteArray())) : Optional.empty();
    }

    @Override
    public void initSegment(MediaFormat format, ByteBuffer segment) {
      append(segment);
    }

    @Override
    public void beginChunk(boolean keyframe) {
      // There is one.
    }

    @Override
    public void append(ByteBuffer piece) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void endChunk() {
      // There is one.
    }

    @Override
    public void discardChunk() {
      throw new IllegalStateException("a sample is written whole");
    }
  }
}
