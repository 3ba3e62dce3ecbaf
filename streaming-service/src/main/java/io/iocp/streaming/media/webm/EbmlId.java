package io.iocp.streaming.media.webm;

/** Element IDs of EBML (RFC 8794) and Matroska (RFC 9559), with their length marker bits. */
public final class EbmlId {

  public static final int EBML = 0x1A45DFA3;
  static final int DOC_TYPE = 0x4282;
  static final int CRC_32 = 0xBF;
  static final int VOID = 0xEC;

  static final int SEGMENT = 0x18538067;
  static final int INFO = 0x1549A966;
  static final int TIMESTAMP_SCALE = 0x2AD7B1;
  static final int DURATION = 0x4489;
  static final int TRACKS = 0x1654AE6B;
  static final int TRACK_ENTRY = 0xAE;
  static final int TRACK_NUMBER = 0xD7;
  static final int TRACK_TYPE = 0x83;
  static final int DEFAULT_DURATION = 0x23E383;
  static final int CODEC_ID = 0x86;
  static final int CODEC_PRIVATE = 0x63A2;
  static final int CONTENT_ENCODINGS = 0x6D80;
  static final int VIDEO = 0xE0;
  static final int PIXEL_WIDTH = 0xB0;
  static final int PIXEL_HEIGHT = 0xBA;

  static final int CLUSTER = 0x1F43B675;
  static final int TIMESTAMP = 0xE7;
  static final int SIMPLE_BLOCK = 0xA3;
  static final int BLOCK_GROUP = 0xA0;
  static final int BLOCK = 0xA1;
  static final int BLOCK_DURATION = 0x9B;
  static final int REFERENCE_BLOCK = 0xFB;

  private EbmlId() {}
}
