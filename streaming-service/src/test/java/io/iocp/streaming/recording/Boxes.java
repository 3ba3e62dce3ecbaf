package io.iocp.streaming.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Fragments of MP4 as far as the writer of recordings looks at them: their boxes' headers. */
final class Boxes {

  private Boxes() {}

  static byte[] box(String type, int bodyBytes) {
    return ByteBuffer.allocate(8 + bodyBytes)
        .putInt(8 + bodyBytes)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  static byte[] init() {
    return concat(box("ftyp", 8), box("moov", 40));
  }

  static byte[] fragment(int mediaBytes) {
    return concat(box("moof", 32), box("mdat", mediaBytes));
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
