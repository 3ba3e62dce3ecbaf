package io.iocp.streaming.relay;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a server is called among servers, from its start to its end.
 *
 * @param value letters and digits
 */
public record ServerId(String value) {

  private static final int BYTES = 8;

  /** One that no other server has. */
  public static ServerId random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new ServerId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
