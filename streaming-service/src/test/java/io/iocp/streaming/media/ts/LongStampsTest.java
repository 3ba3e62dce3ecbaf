package io.iocp.streaming.media.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.input.MediaReader;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour of a stream whose stamps wrap and jump: what viewers get goes on as if they did not. */
class LongStampsTest {

  private static final int HOUR_SECONDS = 3600;
  private static final int CLOCK = 90_000;
  private static final int FPS = 25;
  private static final int SAMPLE_RATE = 48_000;
  private static final int FRAME_SAMPLES = 1024;
  private static final long STAMPS = 1L << 33;

  /** The first minute wraps, and then stamps jump about every five minutes. */
  private static final int WRAP_SECONDS = 60;

  private static final int JUMP_SECONDS = 300;

  /** Looks at the times of fragments as they are made, and knows when each should be shown. */
  private static final class Times implements ChunkSink {

    private static final int TRACK_ID_OFFSET = 44;
    private static final int DECODE_TIME_OFFSET = 60;

    private int initSegments;
    private boolean header;
    private int pictures;
    private int frames;
    private int backwards;
    private double lastPicture = -1;
    private double lastFrame = -1;
    private double begin = Double.NaN;
    private double worstPicture;
    private double worstFrame;

    @Override
    public void initSegment(MediaFormat format, ByteBuffer bytes) {
      initSegments++;
    }

    @Override
    public void beginChunk(boolean keyframe) {
      header = true;
    }

    @Override
    public void append(ByteBuffer piece) {
      if (!header) {
        return;
      }
      header = false;
      long time = piece.getLong(piece.position() + DECODE_TIME_OFFSET);
      if (piece.getInt(piece.position() + TRACK_ID_OFFSET) == 1) {
        double at = (double) time / CLOCK;
        backwards += at > lastPicture ? 0 : 1;
        lastPicture = at;
        begin = Double.isNaN(begin) ? at : begin;
        double source = (double) pictures++ / FPS;
        worstPicture = Math.max(worstPicture, Math.abs(at - begin - source));
      } else {
        double at = (double) time / SAMPLE_RATE;
        backwards += at > lastFrame ? 0 : 1;
        lastFrame = at;
        double source = (double) frames++ * FRAME_SAMPLES / SAMPLE_RATE;
        // Sound may come before the first picture.
        if (!Double.isNaN(begin)) {
          worstFrame = Math.max(worstFrame, Math.abs(at - begin - source));
        }
      }
    }

    @Override
    public void endChunk() {}

    @Override
    public void discardChunk() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void timesStayMonotonicAndSoundStaysWithinAFrameOfItsPicture(int seed) {
    SyntheticTransport source = new SyntheticTransport();
    Times times = new Times();
    MediaReader reader =
        new MediaReader(MediaLimits.DEFAULTS, new CollectingMemory(64 << 20), () -> 0);
    Random random = new Random(seed);
    long base = STAMPS - (long) WRAP_SECONDS * CLOCK;
    double jumpAt = JUMP_SECONDS;
    int picture = 0;
    int frame = 0;
    feed(reader, source.tables(), times);
    while (picture < HOUR_SECONDS * FPS) {
      double pictureAt = (double) picture / FPS;
      double frameAt = (double) frame * FRAME_SAMPLES / SAMPLE_RATE;
      double now = Math.min(pictureAt, frameAt);
      if (now >= jumpAt) {
        base = random.nextLong(STAMPS);
        jumpAt += JUMP_SECONDS + random.nextDouble() * 10;
      }
      if (pictureAt <= frameAt) {
        long stamp = base + (long) picture * CLOCK / FPS;
        feed(reader, source.picture(picture++ % (2 * FPS) == 0, stamp), times);
      } else {
        long stamp = base + (long) frame * FRAME_SAMPLES * CLOCK / SAMPLE_RATE;
        feed(reader, source.sound(stamp), times);
        frame++;
      }
    }
    assertThat(reader.flush(times)).isEqualTo(ReadOutcome.CONSUMED);

    assertThat(times.backwards).as("times that do not grow").isZero();
    assertThat(reader.lostPackets()).isZero();
    assertThat(times.initSegments).isEqualTo(1);
    assertThat(times.pictures).isEqualTo(picture);
    assertThat(times.frames).isEqualTo(frame);
    assertThat(times.lastPicture - times.begin).isCloseTo(HOUR_SECONDS, within(1.0 / FPS + 0.001));
    assertThat(times.worstPicture).as("seconds a picture is off").isLessThan(1.0 / FPS);
    assertThat(times.worstFrame).as("seconds a sound frame is off").isLessThan(1.0 / FPS);
  }

  private static void feed(MediaReader reader, byte[] bytes, Times times) {
    if (!reader.read(ByteBuffer.wrap(bytes), times).consumed()) {
      throw new AssertionError("refused");
    }
  }
}
