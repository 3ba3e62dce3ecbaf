package io.iocp.streaming.media;

/**
 * How much a publisher may send before the reader gives up on it.
 *
 * @param maxHeaderBytes bound of what is buffered before its meaning is known: an MP4 init segment,
 *     the boxes in front of an {@code mdat}, a WebM Info or Tracks element
 * @param maxChunkBytes bound of one fragment of MP4
 * @param maxFrameBytes bound of one WebM block or block group and of one JPEG picture
 */
public record MediaLimits(int maxHeaderBytes, int maxChunkBytes, int maxFrameBytes) {

  private static final int KIB = 1024;

  /** 256 KiB of headers, chunks of 32 MiB, frames of 16 MiB. */
  public static final MediaLimits DEFAULTS =
      new MediaLimits(256 * KIB, 32 * KIB * KIB, 16 * KIB * KIB);

  /** Checks that the limits leave room for real streams. */
  public MediaLimits {
    requireAtLeast(KIB, maxHeaderBytes, "maxHeaderBytes");
    requireAtLeast(KIB, maxChunkBytes, "maxChunkBytes");
    requireAtLeast(KIB, maxFrameBytes, "maxFrameBytes");
  }

  private static void requireAtLeast(int minimum, int value, String name) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name + " must be at least " + minimum + ": " + name + "=" + value);
    }
  }
}
