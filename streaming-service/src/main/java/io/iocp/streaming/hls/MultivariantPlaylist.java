package io.iocp.streaming.hls;

import java.util.List;
import java.util.Locale;

/** Writes the playlist that players begin with: what a stream is, and its renditions. */
final class MultivariantPlaylist {

  /**
   * One rendition.
   *
   * @param path of its playlist, relative to this one
   * @param peakBitsPerSecond of its segments, positive
   * @param averageBitsPerSecond over its segments, positive
   * @param codecs as RFC 6381 writes them
   * @param widthPixels 0 without a picture
   * @param heightPixels 0 without a picture
   * @param picturesPerSecond 0 without a picture, or while unknown
   */
  record Variant(
      String path,
      long peakBitsPerSecond,
      long averageBitsPerSecond,
      String codecs,
      int widthPixels,
      int heightPixels,
      double picturesPerSecond) {}

  private MultivariantPlaylist() {}

  /**
   * The playlist.
   *
   * @param suffix what is written behind each address: a query, or nothing
   */
  static String of(List<Variant> variants, String suffix) {
    StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
    for (Variant variant : variants) {
      out.append("#EXT-X-STREAM-INF:BANDWIDTH=")
          .append(variant.peakBitsPerSecond())
          .append(",AVERAGE-BANDWIDTH=")
          .append(variant.averageBitsPerSecond())
          .append(",CODECS=\"")
          .append(variant.codecs())
          .append('"');
      if (variant.widthPixels() > 0 && variant.heightPixels() > 0) {
        out.append(",RESOLUTION=")
            .append(variant.widthPixels())
            .append('x')
            .append(variant.heightPixels());
      }
      if (variant.picturesPerSecond() > 0) {
        out.append(String.format(Locale.ROOT, ",FRAME-RATE=%.3f", variant.picturesPerSecond()));
      }
      out.append('\n').append(variant.path()).append(suffix).append('\n');
    }
    return out.toString();
  }
}
