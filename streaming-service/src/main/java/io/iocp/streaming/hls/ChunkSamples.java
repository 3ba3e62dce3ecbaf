package io.iocp.streaming.hls;

import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.mp4.FragmentSamples;
import io.iocp.streaming.media.webm.WebmSamples;
import io.iocp.streaming.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the samples out of the chunks of a stream, whichever its container. */
final class ChunkSamples {

  private final SampleSink sink;
  private @Nullable FragmentSamples fragments;
  private @Nullable WebmSamples clusters;

  ChunkSamples(SampleSink sink) {
    this.sink = sink;
  }

  /** The chunks that follow are of this kind; answers why there are no samples in it, if so. */
  Optional<String> begin(StreamDescription what, ByteBuffer initSegment) {
    fragments = null;
    clusters = null;
    ReadOutcome outcome =
        switch (what.format()) {
          case "fmp4" -> {
            fragments = new FragmentSamples(sink);
            yield fragments.init(initSegment);
          }
          case "webm" -> {
            clusters = new WebmSamples(sink);
            yield clusters.init(initSegment);
          }
          case "jpeg" ->
              ReadOutcome.unsupported(
                  "a stream of JPEG pictures is not available as HLS: ask for it as .mjpeg");
          default -> ReadOutcome.unsupported(what.format() + " is not available as HLS");
        };
    return outcome.consumed() ? Optional.empty() : Optional.of(outcome.reason());
  }

  /** Reads a chunk; answers whether it was sound. */
  boolean chunk(ByteBuffer chunk) {
    if (fragments != null) {
      return fragments.chunk(chunk).consumed();
    }
    return clusters != null && clusters.chunk(chunk).consumed();
  }
}
