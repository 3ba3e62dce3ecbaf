package io.iocp.streaming.stream;

/**
 * Bounds of the group-of-pictures cache of one stream.
 *
 * @param maximumBytes native memory it may keep; 0 switches it off
 * @param maximumChunks chunks it may keep
 */
public record CacheLimits(long maximumBytes, int maximumChunks) {

  public CacheLimits {
    if (maximumBytes < 0 || maximumChunks < 0) {
      throw new IllegalArgumentException(
          "cache limits must not be negative: maximumBytes="
              + maximumBytes
              + ", maximumChunks="
              + maximumChunks);
    }
  }
}
