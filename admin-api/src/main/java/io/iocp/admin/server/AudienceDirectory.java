package io.iocp.admin.server;

/** What is watched, as a whole; a bean of the application, if it has streams. Any thread. */
@FunctionalInterface
public interface AudienceDirectory {

  /** How it is now. */
  AudienceTotals totals();

  /**
   * The audience of all streams.
   *
   * @param streams live streams
   * @param viewers viewers of all of them
   * @param viewerDelayMillis 99th percentile of the delay of a stream's viewers, of the stream
   *     where it is largest
   */
  record AudienceTotals(int streams, int viewers, long viewerDelayMillis) {}
}
