package io.iocp.streaming.hls;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of something in a stream's directory.
 *
 * @param number of a segment; 0 for playlists
 * @param part in its segment; 0 for all but parts
 */
record HlsFile(Kind kind, long number, int part) {

  /** What there is. */
  enum Kind {
    /** The playlist of renditions: where players begin. */
    INDEX,
    /** The playlist of segments and parts. */
    MEDIA,
    INIT,
    SEGMENT,
    PART
  }

  /** What has none of the names. */
  static final HlsFile NONE = new HlsFile(Kind.PART, -1, 0);

  static final String INDEX_NAME = "index.m3u8";
  static final String MEDIA_NAME = "media.m3u8";

  private static final Pattern NAME =
      Pattern.compile(
          "init(\\d{1,15})\\.mp4|seg(\\d{1,15})\\.m4s|part(\\d{1,15})\\.(\\d{1,6})\\.m4s");

  static Optional<HlsFile> of(String name) {
    if (name.equals(INDEX_NAME)) {
      return Optional.of(new HlsFile(Kind.INDEX, 0, 0));
    }
    if (name.equals(MEDIA_NAME)) {
      return Optional.of(new HlsFile(Kind.MEDIA, 0, 0));
    }
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    if (match.group(1) != null) {
      return Optional.of(new HlsFile(Kind.INIT, Long.parseLong(match.group(1)), 0));
    }
    if (match.group(2) != null) {
      return Optional.of(new HlsFile(Kind.SEGMENT, Long.parseLong(match.group(2)), 0));
    }
    return Optional.of(
        new HlsFile(Kind.PART, Long.parseLong(match.group(3)), Integer.parseInt(match.group(4))));
  }

  static String init(long number) {
    return "init" + number + ".mp4";
  }

  static String segment(long number) {
    return "seg" + number + ".m4s";
  }

  static String part(long number, int part) {
    return "part" + number + '.' + part + ".m4s";
  }
}
