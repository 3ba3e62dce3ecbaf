package io.iocp.websocket;

/**
 * Compression of messages by permessage-deflate (RFC 7692).
 *
 * @param enabled whether it is agreed to on paths whose registration says nothing about it
 * @param contextTakeover whether messages may refer to earlier ones: smaller, and each session
 *     keeps what it needs for that
 * @param minimumBytes shortest message that is compressed; shorter ones go out as they are
 * @param maximumSessions sessions at once that compress, each with about 320 KiB of native memory;
 *     further ones do not
 */
public record CompressionOptions(
    boolean enabled, boolean contextTakeover, int minimumBytes, int maximumSessions) {

  /** Off unless a path asks for it; with context, from 256 bytes on, 1,000 sessions. */
  public static final CompressionOptions DEFAULTS = new CompressionOptions(false, true, 256, 1000);

  public CompressionOptions {
    if (minimumBytes < 1 || maximumSessions < 0) {
      throw new IllegalArgumentException(
          "minimumBytes must be positive and maximumSessions not negative: minimumBytes="
              + minimumBytes
              + ", maximumSessions="
              + maximumSessions);
    }
  }
}
