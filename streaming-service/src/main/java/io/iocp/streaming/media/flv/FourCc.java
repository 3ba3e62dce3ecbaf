package io.iocp.streaming.media.flv;

import java.util.Locale;

/** Codecs by four characters, as Enhanced RTMP names them. */
final class FourCc {

  static final int AVC1 = 0x61766331;
  static final int HVC1 = 0x68766331;
  static final int AV01 = 0x61763031;
  static final int VP08 = 0x76703038;
  static final int VP09 = 0x76703039;
  static final int OPUS = 0x4F707573;
  static final int MP4A = 0x6D703461;
  static final int MP3 = 0x2E6D7033;

  private FourCc() {}

  /** The four characters if all of them can be shown, the number in hex otherwise. */
  static String text(int fourCc) {
    StringBuilder text = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
      int character = fourCc >>> shift & 0xFF;
      if (character < ' ' || character > '~') {
        return String.format(Locale.ROOT, "0x%08X", fourCc);
      }
      text.append((char) character);
    }
    return text.toString();
  }
}
