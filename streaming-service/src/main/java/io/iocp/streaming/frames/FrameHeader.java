package io.iocp.streaming.frames;

import java.nio.ByteBuffer;

/**
 * What stands in front of each frame, big-endian:
 *
 * <pre>
 *   0   u8   length of the header in bytes: what it does not know of, a viewer skips
 *   1   u8   track
 *   2   u8   flags: 1 a decoder can start with this frame
 *   3   u8   0
 *   4   u32  number of the frame, one more than that before; wraps
 *   8   i64  when it is shown, in microseconds of the stream's own time
 *  16   i64  when the server had it, in microseconds since 1970
 *  24   i64  when it was captured, by the publisher's clock, in microseconds since 1970; 0 unless
 *            the publisher says that, and in a chunk of several frames that of the first
 * </pre>
 */
final class FrameHeader {

  static final int SIZE = 32;

  static final int LENGTH_OFFSET = 0;
  static final int TRACK_OFFSET = 1;
  static final int FLAGS_OFFSET = 2;
  static final int SEQUENCE_OFFSET = 4;
  static final int PRESENTATION_OFFSET = 8;
  static final int ARRIVAL_OFFSET = 16;

  static final int CAPTURE_OFFSET = 24;

  /** The publisher does not say when it was captured. */
  static final long NOT_CAPTURED = 0;

  static final int KEYFRAME = 1;

  private FrameHeader() {}

  /** A header of its own. */
  static ByteBuffer of(
      int track,
      boolean keyframe,
      long sequence,
      long presentationMicros,
      long arrivalMicros,
      long captureMicros) {
    return ByteBuffer.allocate(SIZE)
        .put(LENGTH_OFFSET, (byte) SIZE)
        .put(TRACK_OFFSET, (byte) track)
        .put(FLAGS_OFFSET, (byte) (keyframe ? KEYFRAME : 0))
        .putInt(SEQUENCE_OFFSET, (int) sequence)
        .putLong(PRESENTATION_OFFSET, presentationMicros)
        .putLong(ARRIVAL_OFFSET, arrivalMicros)
        .putLong(CAPTURE_OFFSET, captureMicros);
  }
}
