package io.iocp.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/** The hash that proves a file. Not thread-safe. */
final class Sha256 {

  private static final int PIECE_BYTES = 256 << 10;

  private MessageDigest digest = newDigest();

  /** The same so far, to be gone on with by itself. */
  Sha256 copy() {
    Sha256 copy = new Sha256();
    copy.digest = copyOf(digest);
    return copy;
  }

  void update(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
  }

  void reset() {
    digest = newDigest();
  }

  /** The hash of what came so far, in hexadecimal digits; goes on. */
  String soFar() {
    return HexFormat.of().formatHex(copyOf(digest).digest());
  }

  private static MessageDigest copyOf(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  /**
   * Takes in the first bytes of a file.
   *
   * @param mayContinue asked now and then
   * @throws IOException when they cannot be read, are not there, or it shall not go on
   */
  void updateFrom(FileChannel file, long bytes, BooleanSupplier mayContinue) throws IOException {
    updateFrom(file, 0, bytes, mayContinue);
  }

  /** Takes in bytes of a file from a position on: see {@link #updateFrom}. */
  void updateFrom(FileChannel file, long from, long bytes, BooleanSupplier mayContinue)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long position = from; position < from + bytes; ) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, from + bytes - position));
      int count = file.read(piece, position);
      if (count < 0) {
        throw new EOFException("the file was truncated while it was read");
      }
      if (!mayContinue.getAsBoolean()) {
        throw new IOException("cancelled");
      }
      digest.update(piece.flip());
      position += count;
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
