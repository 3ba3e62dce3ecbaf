package io.iocp.streaming.media.input;

import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** The samples of a stream whose chunks have been cut, and how often its tracks were announced. */
public final class SamplesOf implements SampleSink {

  public final List<List<Track>> tracks = new ArrayList<>();

  /** Their data are gone. */
  public final List<Sample> samples = new ArrayList<>();

  private ReadOutcome outcome = ReadOutcome.CONSUMED;

  /** Reads the first init segment and all chunks with readers that write into what is returned. */
  public SamplesOf read(
      Cutting cutting,
      Function<ByteBuffer, ReadOutcome> init,
      Function<ByteBuffer, ReadOutcome> chunk) {
    outcome = init.apply(direct(cutting.segments.get(0).hex()));
    for (Cutting.Chunk next : cutting.chunks) {
      if (outcome.consumed()) {
        outcome = chunk.apply(direct(next.hex()));
      }
    }
    return this;
  }

  public ReadOutcome outcome() {
    return outcome;
  }

  private static ByteBuffer direct(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  @Override
  public void tracks(List<Track> newTracks) {
    tracks.add(newTracks);
  }

  @Override
  public void sample(Sample sample) {
    if (tracks.isEmpty() || !sample.data().hasRemaining()) {
      throw new AssertionError("samples have data and come after their tracks");
    }
    samples.add(sample);
  }
}
