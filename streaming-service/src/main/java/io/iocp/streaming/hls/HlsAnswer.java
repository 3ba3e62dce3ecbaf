package io.iocp.streaming.hls;

/** What a request is told. */
sealed interface HlsAnswer {

  /**
   * A playlist.
   *
   * @param maxAgeSeconds for how long a cache may keep it
   */
  record Playlist(String text, int maxAgeSeconds) implements HlsAnswer {}

  /** Media, which never changes; the references belong to whoever gets the answer. */
  record Media(SharedBytes body) implements HlsAnswer {}

  /** There is none, and why, in words. */
  record Refused(int status, String sentence) implements HlsAnswer {}

  /** It will be told when there is more. */
  record Later() implements HlsAnswer {}
}
