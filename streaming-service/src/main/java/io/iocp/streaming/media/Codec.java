package io.iocp.streaming.media;

/** The codecs that tracks of the media model can have. */
public enum Codec {
  /** H.264; samples are NAL units, each behind its length in four bytes (ISO/IEC 14496-15). */
  H264(true),
  /** H.265; samples are NAL units, each behind its length in four bytes (ISO/IEC 14496-15). */
  H265(true),
  /** AV1; samples are temporal units of OBUs with sizes, without temporal delimiters. */
  AV1(true),
  /** VP8; a sample is a frame. */
  VP8(true),
  /** VP9; a sample is a frame or a superframe. */
  VP9(true),
  /** JPEG; a sample is a picture. */
  JPEG(true),
  /** AAC; a sample is a raw access unit, without ADTS header. */
  AAC(false),
  /** MPEG-1 or MPEG-2 layer III; a sample is a frame with its header. */
  MP3(false),
  /** Opus; a sample is a packet (RFC 6716). */
  OPUS(false),
  /** Linear PCM, 16 bits, signed, little-endian, interleaved. */
  PCM(false);

  private final boolean video;

  Codec(boolean video) {
    this.video = video;
  }

  /** Whether it codes pictures; sound otherwise. */
  public boolean isVideo() {
    return video;
  }
}
