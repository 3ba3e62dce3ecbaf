package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import java.nio.ByteBuffer;

/**
 * Collects the NAL units of one picture of H.264 or H.265 as a sample: each behind its length,
 * without delimiters and filler, and without parameter sets that are known already. Reused from
 * picture to picture. Not thread-safe.
 */
public final class AccessUnit {

  private static final int RECOVERY_POINT = 6;
  private static final int INTRA_SLICE = 2;
  private static final int SWITCHING_INTRA_SLICE = 4;

  private final Codec codec;
  private final ParameterSets parameterSets;
  private final ByteAccumulator sample;
  private final ByteBuffer length = ByteBuffer.allocate(NalUnits.LENGTH_BYTES);
  private boolean picture;
  private boolean sync;
  private int recoveryFrames;

  /**
   * @param codec {@link Codec#H264} or {@link Codec#H265}
   * @param memory for what is too large to be its own
   */
  public AccessUnit(Codec codec, CollectingMemory memory) {
    this.codec = codec;
    this.parameterSets = new ParameterSets(codec);
    this.sample = new ByteAccumulator(memory);
    clear();
  }

  /** What all pictures so far have said of their coding. */
  public ParameterSets parameterSets() {
    return parameterSets;
  }

  /** Takes a unit, from its header on; leaves the buffer where it is. */
  public void add(ByteBuffer nalUnit) {
    NalKind kind = NalKind.of(codec, nalUnit);
    if (kind == NalKind.DELIMITER || kind == NalKind.FILLER) {
      return;
    }
    if (kind.isParameterSet() && !parameterSets.add(kind, nalUnit)) {
      return;
    }
    if (kind == NalKind.SEI && codec == Codec.H264) {
      readSei(nalUnit);
    } else if (kind.isSlice() && !picture) {
      picture = true;
      sync = kind == NalKind.SYNC_SLICE || (recoveryFrames == 0 && isIntra(nalUnit));
    }
    length.clear().putInt(nalUnit.remaining()).flip();
    append(length);
    append(nalUnit.duplicate());
  }

  private void append(ByteBuffer bytes) {
    sample.fill(bytes, sample.size() + bytes.remaining());
  }

  /**
   * Looks for a recovery point among the messages of an SEI unit (ITU-T H.264, 7.3.2.3 and D.1).
   */
  private void readSei(ByteBuffer nalUnit) {
    BitReader bits = BitReader.ofNalUnit(nalUnit);
    bits.skip(Byte.SIZE);
    while (true) {
      int type = sum(bits);
      int size = sum(bits);
      if (bits.overrun() || size > nalUnit.remaining()) {
        return;
      }
      if (type == RECOVERY_POINT) {
        int frames = bits.ue();
        recoveryFrames = bits.overrun() ? recoveryFrames : frames;
        return;
      }
      bits.skip(size * Byte.SIZE);
    }
  }

  private static int sum(BitReader bits) {
    int sum = 0;
    int next = bits.bits(Byte.SIZE);
    while (next == 0xFF) {
      sum += next;
      next = bits.bits(Byte.SIZE);
    }
    return sum + next;
  }

  private static boolean isIntra(ByteBuffer slice) {
    BitReader bits = BitReader.ofNalUnit(slice);
    bits.skip(Byte.SIZE);
    bits.ue();
    int type = bits.ue() % 5;
    return !bits.overrun() && (type == INTRA_SLICE || type == SWITCHING_INTRA_SLICE);
  }

  /** Whether there is a slice in it. */
  public boolean hasPicture() {
    return picture;
  }

  /**
   * Whether a decoder can start with it: IDR of H.264, IRAP of H.265, and an intra picture of H.264
   * at which its stream says that what follows is right from here on.
   */
  public boolean sync() {
    return sync;
  }

  /**
   * Whether a decoder can start with it if the first pictures may be damaged: there is a recovery
   * point, as in streams that refresh pictures piece by piece.
   */
  public boolean recoveryPoint() {
    return recoveryFrames >= 0;
  }

  /** Size of the sample so far. */
  public int size() {
    return sample.size();
  }

  /** The sample, valid until the next change. */
  public ByteBuffer data() {
    return sample.bytes();
  }

  /** Whether there was no memory for what came. */
  public boolean isExhausted() {
    return sample.isExhausted();
  }

  /** Starts the next picture, and gives memory back. */
  public void clear() {
    sample.clear();
    picture = false;
    sync = false;
    recoveryFrames = -1;
  }
}
