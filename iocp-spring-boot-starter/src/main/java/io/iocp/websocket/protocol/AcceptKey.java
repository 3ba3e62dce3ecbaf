package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The keys with which both sides prove that they speak WebSocket (RFC 6455, section 4.2.2). */
final class AcceptKey {
  static final int NONCE_BYTES = 16;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private AcceptKey() {}

  /** The value of Sec-WebSocket-Accept that answers this Sec-WebSocket-Key. */
  static String answerTo(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-1", e);
    }
  }

  /** Whether this is the base64 form of 16 bytes. */
  static boolean isValidKey(String key) {
    // 22 characters hold 132 bits: the last one has four of them to spare, and two pads follow.
    return key.length() == 24
        && key.endsWith("==")
        && key.chars().limit(22).allMatch(AcceptKey::isBase64Char);
  }

  private static boolean isBase64Char(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
