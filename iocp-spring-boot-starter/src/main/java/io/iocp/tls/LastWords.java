package io.iocp.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** What a peer is told before a connection is given up. */
final class LastWords {

  private static final byte[] TO_PLAIN_HTTP =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Length: 56\r
      Connection: close\r
      \r
      this port requires TLS: connect with wss:// or https://
      """
          .getBytes(ISO_8859_1);

  private LastWords() {}

  /** An answer for somebody who speaks HTTP without TLS; a copy. */
  static byte[] toPlainHttp() {
    return TO_PLAIN_HTTP.clone();
  }

  /**
   * The header of what is no record.
   *
   * @param overlong whether it is longer than one may be; else its type is unknown
   */
  static byte[] noRecord(boolean overlong) {
    int type = overlong ? RecordLayout.APPLICATION_DATA : 0;
    return new byte[] {(byte) type, RecordLayout.MAJOR_VERSION, 3, (byte) 0xFF, (byte) 0xFF};
  }

  /** The next record, which is here, with another end. */
  static byte[] spoiled(RecordPieces arrived, int length) {
    byte[] record = new byte[length];
    arrived.copyTo(record, length);
    record[length - 1] = (byte) ~record[length - 1];
    return record;
  }

  /**
   * Has the engine, which has the keys if there are some, say a fatal alert. Java's cannot be asked
   * for one, and the goodbye that it can be asked for looks as if nothing had been wrong: it is
   * given what it must refuse.
   */
  static void provoke(SSLEngine engine, byte[] record) {
    try {
      engine.unwrap(ByteBuffer.wrap(record), ByteBuffer.wrap(Scratch.ofThread().plaintext));
    } catch (SSLException e) {
      return; // It has its alert now.
    }
    engine.closeOutbound();
  }
}
