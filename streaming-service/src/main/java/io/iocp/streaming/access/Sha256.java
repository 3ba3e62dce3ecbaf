package io.iocp.streaming.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of secrets. They are long and random: nothing slower is needed to keep them. */
final class Sha256 {

  static final int BYTES = 32;

  private Sha256() {}

  static byte[] of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] of(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
