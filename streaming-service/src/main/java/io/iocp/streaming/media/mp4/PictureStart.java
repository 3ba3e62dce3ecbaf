package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;

/**
 * Finds out from the first NAL units of a sample of H.264 or H.265 whether a decoder can start with
 * it, because containers are wrong about that in both directions. Everything in front of the first
 * slice is looked at, up to {@value #MAX_BYTES} bytes.
 */
final class PictureStart {

  /** What a decoder can do with a picture. */
  enum Kind {
    /** Not decided by the bytes that were looked at. */
    UNKNOWN,
    /** IDR or another random access picture: every decoder starts here. */
    RANDOM_ACCESS,
    /** A recovery point: some decoders start here, others wait for a random access picture. */
    RECOVERY_POINT,
    /** No decoder starts here. */
    DEPENDENT
  }

  /** Room for parameter sets and for what encoders say about themselves. */
  static final int MAX_BYTES = 2048;

  private static final int AVC_SLICE = 1;
  private static final int AVC_IDR = 5;
  private static final int AVC_SEI = 6;
  private static final int HEVC_LAST_SLICE = 9;
  private static final int HEVC_FIRST_IRAP = 16;
  private static final int HEVC_LAST_IRAP = 23;
  private static final int HEVC_PREFIX_SEI = 39;
  private static final int SEI_RECOVERY_POINT = 6;
  private static final int SEI_MORE = 0xFF;

  private final boolean hevc;
  private final int lengthBytes;
  private final long endOfSearch;

  /** Where the next NAL unit starts in the sample. */
  private int nalAt;

  private boolean recoveryPoint;
  private Kind kind = Kind.UNKNOWN;

  PictureStart(Mp4Track track, long sampleBytes) {
    this.hevc = track.isHevc();
    this.lengthBytes = track.nalLengthBytes();
    this.endOfSearch = Math.min(sampleBytes, MAX_BYTES);
  }

  Kind kind() {
    return kind;
  }

  /**
   * Looks at the bytes of the sample that are here.
   *
   * @param sample from the start of the sample
   * @return how many of its bytes must be here before this is called again; 0 when there is no more
   *     to find out
   */
  int look(ByteView sample) {
    int available = sample.remaining();
    sample.skip(Math.min(nalAt, available));
    int headerBytes = lengthBytes + 1;
    while (nalAt + headerBytes <= endOfSearch) {
      if (nalAt + headerBytes > available) {
        return nalAt + headerBytes;
      }
      ByteView nal = sample.duplicate();
      long end = nalAt + lengthBytes + nal.number(lengthBytes);
      int first = nal.u8();
      int type = hevc ? first >>> 1 & 0x3F : first & 0x1F;
      if (isSlice(type)) {
        kind = sliceKind(type);
        return 0;
      }
      if (end > endOfSearch) {
        return 0;
      }
      if (type == (hevc ? HEVC_PREFIX_SEI : AVC_SEI)) {
        if (end > available) {
          return (int) end;
        }
        nal.skip(hevc ? 1 : 0);
        recoveryPoint |= isRecoveryPoint(nal.child(end - nalAt - headerBytes - (hevc ? 1 : 0)));
      }
      sample.skip(Math.min(end, available) - nalAt);
      nalAt = (int) end;
    }
    return 0;
  }

  private boolean isSlice(int type) {
    return hevc
        ? type <= HEVC_LAST_SLICE || (type >= HEVC_FIRST_IRAP && type <= HEVC_LAST_IRAP)
        : type >= AVC_SLICE && type <= AVC_IDR;
  }

  private Kind sliceKind(int type) {
    if (hevc ? type >= HEVC_FIRST_IRAP : type == AVC_IDR) {
      return Kind.RANDOM_ACCESS;
    }
    return recoveryPoint ? Kind.RECOVERY_POINT : Kind.DEPENDENT;
  }

  /** Whether one of the messages is a recovery point (ITU-T H.264 and H.265, 7.3.2.3 and D). */
  private static boolean isRecoveryPoint(ByteView sei) {
    SeiBytes bytes = new SeiBytes(sei);
    // A message has two bytes at least; what is left after the last one is the trailing bits.
    while (sei.remaining() > 2) {
      int type = bytes.number();
      int size = bytes.number();
      if (type == SEI_RECOVERY_POINT) {
        return true;
      }
      for (int i = 0; i < size && sei.remaining() > 0; i++) {
        bytes.next();
      }
    }
    return false;
  }

  /** Bytes of a NAL unit without the 03 that keeps start codes out of it. */
  private static final class SeiBytes {

    private static final int EMULATION_PREVENTION = 3;

    private final ByteView escaped;
    private int zeros;

    SeiBytes(ByteView escaped) {
      this.escaped = escaped;
    }

    int next() {
      int next = escaped.u8();
      if (zeros >= 2 && next == EMULATION_PREVENTION) {
        zeros = 0;
        next = escaped.u8();
      }
      zeros = next == 0 ? zeros + 1 : 0;
      return next;
    }

    int number() {
      int value = 0;
      int next = next();
      while (next == SEI_MORE && escaped.remaining() > 0) {
        value += next;
        next = next();
      }
      return value + next;
    }
  }
}
