package io.iocp.streaming.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A fragmented MP4 stream whose every byte is known: the init segment of a real recording, and
 * fragments of one sample each that say their number and whose media follows from it. A group of
 * pictures starts with a keyframe of 20 KB, all others have 2 to 3 KB, unless it is made with other
 * sizes.
 *
 * <p>Any thread.
 */
public final class SyntheticStream {

  /** Bytes of a chunk after which its number is known. */
  public static final int NUMBERED_BYTES = 24;

  private static final String RECORDING = "/media/h264-frag-every-frame.mp4";
  private static final int MOOF = fourCc("moof");
  private static final int NUMBER_OFFSET = 20;
  private static final int KEYFRAME_BYTES = 20_000;
  private static final int DELTA_BYTES = 2_000;
  private static final int DELTA_BYTES_SPREAD = 1_000;
  private static final int MAXIMUM_CHUNKS = 50_000;

  // ISO/IEC 14496-12, 8.8.3, 8.8.7, 8.8.8 and 8.8.12.
  private static final int TRACK = 1;
  private static final int SAMPLE_DURATION = 512;
  // ITU-T H.264, 7.3.1: nal_ref_idc 3, nal_unit_type 5 and 1.
  private static final byte IDR_SLICE = 0x65;
  private static final byte OTHER_SLICE = 0x61;
  private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
  private static final int DATA_OFFSET_FIRST_FLAGS_AND_SIZE = 0x000205;
  private static final int DEPENDS_ON_NOTHING = 0x02000000;
  private static final int NON_SYNC = 0x01010000;

  private final int groupChunks;
  private final int keyframeBytes;
  private final int deltaBytes;
  private final byte[] init = initSegment();
  private final AtomicReferenceArray<byte[]> chunks = new AtomicReferenceArray<>(MAXIMUM_CHUNKS);

  /**
   * @param groupChunks chunks from one keyframe to the next
   */
  SyntheticStream(int groupChunks) {
    this(groupChunks, KEYFRAME_BYTES, DELTA_BYTES);
  }

  /**
   * @param groupChunks chunks from one keyframe to the next
   * @param keyframeBytes media of a keyframe
   * @param deltaBytes least media of another chunk; it has up to 1 KB more
   */
  public SyntheticStream(int groupChunks, int keyframeBytes, int deltaBytes) {
    this.groupChunks = groupChunks;
    this.keyframeBytes = keyframeBytes;
    this.deltaBytes = deltaBytes;
  }

  /** What a file begins with. */
  public byte[] init() {
    return init;
  }

  boolean isKeyframe(int number) {
    return number % groupChunks == 0;
  }

  /** Number of the keyframe that the chunk's group starts with. */
  int keyframeOf(int number) {
    return number - number % groupChunks;
  }

  /** The bytes of a chunk; the same object each time. */
  public byte[] chunk(int number) {
    byte[] known = chunks.get(number);
    if (known == null) {
      known = make(number);
      chunks.set(number, known);
    }
    return known;
  }

  /** The number that the first bytes of a chunk say. */
  public static int numberOf(byte[] head) {
    return ByteBuffer.wrap(head).getInt(NUMBER_OFFSET);
  }

  private byte[] make(int number) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] media =
        new byte
            [isKeyframe(number) ? keyframeBytes : deltaBytes + random.nextInt(DELTA_BYTES_SPREAD)];
    random.nextBytes(media);
    // One NAL unit: chance must not make a keyframe of it.
    ByteBuffer.wrap(media)
        .putInt(media.length - Integer.BYTES)
        .put(isKeyframe(number) ? IDR_SLICE : OTHER_SLICE);
    int mfhd = 16;
    int tfhd = 16;
    int tfdt = 16;
    int trun = 28;
    int traf = 8 + tfhd + tfdt + trun;
    int moof = 8 + mfhd + traf;
    ByteBuffer out = ByteBuffer.allocate(moof + 8 + media.length);
    box(out, moof, "moof");
    box(out, mfhd, "mfhd").putInt(0).putInt(number);
    box(out, traf, "traf");
    box(out, tfhd, "tfhd").putInt(DEFAULT_BASE_IS_MOOF).putInt(TRACK);
    box(out, tfdt, "tfdt").putInt(0).putInt(number * SAMPLE_DURATION);
    box(out, trun, "trun").putInt(DATA_OFFSET_FIRST_FLAGS_AND_SIZE).putInt(1).putInt(moof + 8);
    out.putInt(isKeyframe(number) ? DEPENDS_ON_NOTHING : NON_SYNC).putInt(media.length);
    box(out, 8 + media.length, "mdat").put(media);
    return out.array();
  }

  private static ByteBuffer box(ByteBuffer out, int bytes, String type) {
    return out.putInt(bytes).putInt(fourCc(type));
  }

  private static int fourCc(String type) {
    return ByteBuffer.wrap(type.getBytes(StandardCharsets.US_ASCII)).getInt();
  }

  private static byte[] initSegment() {
    try (InputStream recording =
        Objects.requireNonNull(SyntheticStream.class.getResourceAsStream(RECORDING))) {
      ByteBuffer boxes = ByteBuffer.wrap(recording.readAllBytes());
      int end = 0;
      while (boxes.getInt(end + Integer.BYTES) != MOOF) {
        end += boxes.getInt(end);
      }
      byte[] init = new byte[end];
      boxes.get(init);
      return init;
    } catch (IOException e) {
      throw new IllegalStateException(RECORDING + " cannot be read", e);
    }
  }
}
