package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that a stream of H.264 or H.265 has shown, and the track that they describe.
 * Keeps {@value #MAX_SETS} of a kind with up to {@value #MAX_SET_BYTES} bytes; what is beyond that
 * stays in the samples.
 */
public final class ParameterSets {

  private static final int MAX_SETS = 16;
  private static final int MAX_SET_BYTES = 2048;

  private final Codec codec;
  private final Map<Integer, byte[]> vps = new TreeMap<>();
  private final Map<Integer, byte[]> sps = new TreeMap<>();
  private final Map<Integer, byte[]> pps = new TreeMap<>();
  private boolean changed;

  // The sequence parameter set that came last; null before the first, and for the other codec.
  private @Nullable H264Sps h264;
  private @Nullable H265Sps h265;

  /**
   * @param codec {@link Codec#H264} or {@link Codec#H265}
   */
  public ParameterSets(Codec codec) {
    this.codec = codec;
  }

  /**
   * Takes a parameter set; one that is damaged is left out.
   *
   * @return whether it is new or other than the one with its number before
   */
  public boolean add(NalKind kind, ByteBuffer nalUnit) {
    if (nalUnit.remaining() > MAX_SET_BYTES) {
      return true;
    }
    byte[] set = new byte[nalUnit.remaining()];
    nalUnit.get(nalUnit.position(), set);
    return switch (kind) {
      case VPS -> put(vps, set.length > 2 ? (set[2] & 0xFF) >>> 4 : 0, set);
      case SPS -> codec == Codec.H264 ? addH264(set) : addH265(set);
      case PPS -> put(pps, pictureSetId(set), set);
      // No parameter set.
      default -> false;
    };
  }

  private int pictureSetId(byte[] set) {
    BitReader bits = BitReader.ofNalUnit(ByteBuffer.wrap(set));
    bits.skip(NalKind.headerBytes(codec) * Byte.SIZE);
    return bits.ue(255);
  }

  private boolean addH264(byte[] set) {
    H264Sps parsed = H264Sps.parse(ByteBuffer.wrap(set));
    if (parsed == null) {
      return false;
    }
    h264 = parsed;
    return put(sps, parsed.id(), set);
  }

  private boolean addH265(byte[] set) {
    H265Sps parsed = H265Sps.parse(ByteBuffer.wrap(set));
    if (parsed == null) {
      return false;
    }
    h265 = parsed;
    return put(sps, parsed.id(), set);
  }

  private boolean put(Map<Integer, byte[]> sets, int id, byte[] set) {
    byte[] before = sets.get(id);
    if (before == null && sets.size() == MAX_SETS) {
      return true;
    }
    if (Arrays.equals(before, set)) {
      return false;
    }
    sets.put(id, set);
    changed = true;
    return true;
  }

  /** Whether there is enough for a decoder to start. */
  public boolean isComplete() {
    boolean hasSequence = h264 != null || (h265 != null && !vps.isEmpty());
    return hasSequence && !pps.isEmpty();
  }

  /** Whether a set has changed since the last {@link #track}. */
  public boolean isChanged() {
    return changed;
  }

  /** The last sequence parameter set of H.264, null when there was none. */
  public @Nullable H264Sps h264() {
    return h264;
  }

  /** The last sequence parameter set of H.265, null when there was none. */
  public @Nullable H265Sps h265() {
    return h265;
  }

  /**
   * How long a frame is shown, by the last sequence parameter set.
   *
   * @return ticks, 0 where nothing says
   */
  public long frameTicks(int timescale) {
    if (h264 != null) {
      return h264.frameTicks(timescale);
    }
    return h265 != null ? h265.frameTicks(timescale) : 0;
  }

  /**
   * The track that the sets describe.
   *
   * @return null while they are not {@linkplain #isComplete complete}
   */
  public @Nullable Track track(int id, int timescale) {
    if (!isComplete()) {
      return null;
    }
    changed = false;
    if (h264 != null) {
      ByteBuffer avcC = avcC(h264);
      String name = CodecStrings.avc("avc1", ByteView.of(avcC));
      return Track.video(id, codec, name, avcC, timescale, h264.widthPixels(), h264.heightPixels());
    }
    if (h265 != null) {
      ByteBuffer hvcC = hvcC(h265);
      String name = CodecStrings.hevc("hvc1", ByteView.of(hvcC));
      return Track.video(id, codec, name, hvcC, timescale, h265.widthPixels(), h265.heightPixels());
    }
    return null;
  }

  /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
  private ByteBuffer avcC(H264Sps first) {
    ByteBuffer record = ByteBuffer.allocate(11 + bytes(sps) + bytes(pps));
    record.put((byte) 1);
    record.put((byte) first.profile());
    record.put((byte) first.constraints());
    record.put((byte) first.level());
    record.put((byte) (0xFC | NalUnits.LENGTH_BYTES - 1));
    record.put((byte) (0xE0 | sps.size()));
    put(record, sps.values());
    record.put((byte) pps.size());
    put(record, pps.values());
    if (H264Sps.hasChroma(first.profile())) {
      record.put((byte) (0xFC | first.chromaFormat()));
      record.put((byte) (0xF8 | first.lumaBits() - 8));
      record.put((byte) (0xF8 | first.chromaBits() - 8));
      record.put((byte) 0);
    }
    return record.flip();
  }

  /** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). */
  private ByteBuffer hvcC(H265Sps first) {
    ByteBuffer record = ByteBuffer.allocate(23 + 3 * 3 + bytes(vps) + bytes(sps) + bytes(pps));
    record.put((byte) 1);
    record.put((byte) first.profileByte());
    record.putInt(first.compatibility());
    record.putShort((short) (first.constraints() >>> 32));
    record.putInt((int) first.constraints());
    record.put((byte) first.level());
    // Neither how pictures are segmented nor how slices may be decoded at once is known.
    record.putShort((short) 0xF000);
    record.put((byte) 0xFC);
    record.put((byte) (0xFC | first.chromaFormat()));
    record.put((byte) (0xF8 | first.lumaBits() - 8));
    record.put((byte) (0xF8 | first.chromaBits() - 8));
    record.putShort((short) 0);
    record.put(
        (byte)
            (first.subLayers() << 3
                | (first.temporalNesting() ? 4 : 0)
                | NalUnits.LENGTH_BYTES - 1));
    record.put((byte) 3);
    putArray(record, 32, vps.values());
    putArray(record, 33, sps.values());
    putArray(record, 34, pps.values());
    return record.flip();
  }

  private static void putArray(ByteBuffer record, int type, Collection<byte[]> sets) {
    // With array_completeness: all sets of the kind are here.
    record.put((byte) (0x80 | type)).putShort((short) sets.size());
    put(record, sets);
  }

  private static void put(ByteBuffer record, Collection<byte[]> sets) {
    for (byte[] set : sets) {
      record.putShort((short) set.length).put(set);
    }
  }

  private static int bytes(Map<Integer, byte[]> sets) {
    return sets.values().stream().mapToInt(set -> Short.BYTES + set.length).sum();
  }
}
