package io.iocp.streaming.ingest.rtmp.protocol;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as tests write and compare them. */
final class Bytes {

  private Bytes() {}

  /** Bytes of hex digits, between which there may be spaces. */
  static ByteBuffer of(String... hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(String.join("", hex).replace(" ", "")));
  }

  static String hex(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.get(bytes.position(), array);
    return HexFormat.of().formatHex(array);
  }
}
