package io.iocp.streaming.media.webm;

/** What the first byte of a frame says about its being a keyframe. */
enum VpxKeyframes {
  /** Nothing: every frame may be one. */
  UNKNOWN,
  /** The lowest bit is zero (RFC 6386, 9.1). */
  VP8,
  /** Frame marker, profile, show_existing_frame, frame_type (VP9 bitstream, 6.2). */
  VP9;

  private static final int VP8_INTER = 0x01;
  private static final int VP9_PROFILE_3 = 0x30;
  private static final int VP9_SHOW_EXISTING_OR_INTER = 0x0C;

  static VpxKeyframes of(String codecId) {
    return switch (codecId) {
      case "V_VP8" -> VP8;
      case "V_VP9" -> VP9;
      default -> UNKNOWN;
    };
  }

  /** Whether a frame with this first byte may be a keyframe. */
  boolean starts(int firstByte) {
    return switch (this) {
      case UNKNOWN -> true;
      case VP8 -> (firstByte & VP8_INTER) == 0;
      // Profile 3 has a bit more, so that its frame_type stands one bit further to the right.
      case VP9 ->
          (firstByte & VP9_PROFILE_3) == VP9_PROFILE_3
              ? (firstByte & VP9_SHOW_EXISTING_OR_INTER >> 1) == 0
              : (firstByte & VP9_SHOW_EXISTING_OR_INTER) == 0;
    };
  }
}
