package io.iocp.streaming.media.annexb;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.AccessUnit;
import io.iocp.streaming.media.codec.NalKind;
import io.iocp.streaming.media.codec.NalUnits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads H.264 or H.265 with start codes and nothing around them (annex B of both). Which of the two
 * it is, the first parameter set says. A picture is complete when the first bytes of the next are
 * there, or when the publisher says so ({@link #flush}).
 *
 * <p>Such a stream has no time stamps. A picture is as long as was said to the constructor, or as
 * the stream's parameter sets say, or else it is shown when it has arrived. Pictures are shown in
 * the order in which they come.
 */
public final class AnnexBReader implements SampleReader {

  private static final int TIMESCALE = 90_000;
  private static final int TICKS_PER_MILLISECOND = TIMESCALE / 1000;

  /** What tells whether a unit starts a picture: its header and the first byte of its slice. */
  private static final int DECIDING_BYTES = 3;

  private static final int TRACK_ID = 1;

  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final long fixedTicks;
  private final LongSupplier arrivalMillis;
  private final ByteAccumulator nalUnit;

  // Zeros that may belong to a start code.
  private int zeros;
  private boolean inUnit;
  private boolean decided;
  private long unitBytes;

  // Null until the first parameter set.
  private @Nullable Codec codec;
  private @Nullable AccessUnit unit;
  private @Nullable Track track;
  private boolean waiting = true;
  private long time = -1;
  private long lastArrival;

  /**
   * Creates a reader for one stream.
   *
   * @param fixedTicks how long each picture is, in ticks of {@value #TIMESCALE} a second; 0 for
   *     what the stream says
   * @param arrivalMillis milliseconds that go on while pictures arrive
   */
  public AnnexBReader(
      MediaLimits limits, CollectingMemory memory, long fixedTicks, LongSupplier arrivalMillis) {
    this.limits = limits;
    this.memory = memory;
    this.fixedTicks = fixedTicks;
    this.arrivalMillis = arrivalMillis;
    this.nalUnit = new ByteAccumulator(memory);
  }

  /**
   * Whether a byte stream can start like this: a start code, and a unit that is none of MPEG's
   * older streams.
   *
   * @param start at least five bytes from its position on
   */
  public static boolean isStart(ByteBuffer start) {
    int at = start.position();
    int four = start.getInt(at);
    if (four == 1) {
      return start.get(at + 4) >= 0;
    }
    return four >>> Byte.SIZE == 1 && start.get(at + 3) >= 0;
  }

  @Override
  public ReadOutcome read(ByteBuffer input, SampleSink sink) {
    while (input.hasRemaining()) {
      if (zeros == 0 && inUnit) {
        take(input, untilZero(input), sink);
      }
      if (input.hasRemaining()) {
        next(input, sink);
      }
      ReadOutcome outcome = check();
      if (!outcome.consumed()) {
        return outcome;
      }
    }
    return ReadOutcome.CONSUMED;
  }

  private static int untilZero(ByteBuffer input) {
    int at = input.position();
    while (at < input.limit() && input.get(at) != 0) {
      at++;
    }
    return at - input.position();
  }

  private void next(ByteBuffer input, SampleSink sink) {
    int value = input.get(input.position());
    if (value == 0) {
      // No unit has more than two zeros in a row.
      zeros = Math.min(zeros + 1, 2);
      input.get();
    } else if (value == 1 && zeros == 2) {
      endUnit(sink);
      inUnit = true;
      zeros = 0;
      input.get();
    } else {
      if (inUnit && zeros > 0) {
        take(ByteBuffer.allocate(zeros), zeros, sink);
      }
      zeros = 0;
      take(input, 1, sink);
    }
  }

  /** Moves bytes into the unit, or past them before the first. */
  private void take(ByteBuffer input, int count, SampleSink sink) {
    if (!inUnit) {
      input.position(input.position() + count);
      return;
    }
    int size = nalUnit.size();
    if (!decided && nalUnit.fill(input, Math.min(size + count, DECIDING_BYTES))) {
      if (nalUnit.size() == DECIDING_BYTES) {
        decide(sink);
      }
    }
    nalUnit.fill(input, size + count);
  }

  /** Looks whether the unit starts the next picture. */
  private void decide(SampleSink sink) {
    decided = true;
    if (codec == null || unit == null) {
      return;
    }
    ByteBuffer start = nalUnit.bytes();
    NalKind kind = NalKind.of(codec, start);
    boolean starts = kind.leads() || (kind.isSlice() && NalUnits.startsPicture(codec, start));
    if (starts && unit.hasPicture()) {
      emit(unit, sink);
    }
  }

  private void endUnit(SampleSink sink) {
    if (inUnit && nalUnit.size() > 0) {
      unitBytes += nalUnit.size();
      if (!decided) {
        decide(sink);
      }
      ByteBuffer bytes = nalUnit.bytes();
      if (codec == null) {
        recognise(bytes);
      }
      if (unit != null) {
        unit.add(bytes);
      }
    }
    nalUnit.clear();
    decided = false;
  }

  /** The first parameter set says what the stream is; in the other codec it would be no unit. */
  private void recognise(ByteBuffer bytes) {
    if (NalKind.of(Codec.H264, bytes) == NalKind.SPS) {
      codec = Codec.H264;
    } else if (isParameterSetOfH265(bytes)) {
      codec = Codec.H265;
    }
    if (codec != null) {
      unit = new AccessUnit(codec, memory);
    }
  }

  private static boolean isParameterSetOfH265(ByteBuffer bytes) {
    NalKind kind = NalKind.of(Codec.H265, bytes);
    // No layer, and the first temporal one.
    return (kind == NalKind.VPS || kind == NalKind.SPS) && bytes.get(bytes.position() + 1) == 1;
  }

  private void emit(AccessUnit picture, SampleSink sink) {
    boolean start = picture.sync() || (track == null && picture.recoveryPoint());
    if (start && picture.parameterSets().isChanged()) {
      Track next = picture.parameterSets().track(TRACK_ID, TIMESCALE);
      if (next != null && !next.equals(track)) {
        track = next;
        sink.tracks(List.of(next));
      }
    }
    waiting &= !start;
    if (track != null && !waiting) {
      long ticks = fixedTicks;
      if (ticks == 0) {
        ticks = picture.parameterSets().frameTicks(TIMESCALE);
      }
      advance(ticks);
      sink.sample(new Sample(track, time, time, ticks, picture.sync(), picture.data()));
    }
    picture.clear();
  }

  private void advance(long ticks) {
    long arrival = arrivalMillis.getAsLong();
    if (time < 0) {
      time = 0;
    } else if (ticks > 0) {
      time += ticks;
    } else {
      time += Math.max(1, (arrival - lastArrival) * TICKS_PER_MILLISECOND);
    }
    lastArrival = arrival;
  }

  private ReadOutcome check() {
    int size = nalUnit.size() + (unit == null ? 0 : unit.size());
    // Before, the unit may still complete the picture.
    if (decided && size > limits.maxFrameBytes()) {
      return new ReadOutcome(
          Status.TOO_LARGE,
          "picture is larger than " + limits.maxFrameBytes() + " bytes, or nothing separates it");
    }
    if (nalUnit.isExhausted() || (unit != null && unit.isExhausted())) {
      return ReadOutcome.OUT_OF_MEMORY;
    }
    if (track == null && unitBytes > limits.maxChunkBytes()) {
      return ReadOutcome.unsupported(
          "raw H.264 or H.265 without parameter sets and a keyframe cannot be played");
    }
    return ReadOutcome.CONSUMED;
  }

  @Override
  public ReadOutcome flush(SampleSink sink) {
    endUnit(sink);
    zeros = 0;
    if (unit != null && unit.hasPicture()) {
      emit(unit, sink);
    }
    return check();
  }

  @Override
  public void close() {
    nalUnit.clear();
    if (unit != null) {
      unit.clear();
    }
  }
}
