package io.iocp.streaming.relay;

/** Events of the relay that are counted; each names who was too slow, or what went wrong. */
public enum RelayCounter {
  CHUNKS_PUBLISHED("Chunks that publishers have completed"),
  CHUNKS_LOST_NO_BUFFERS("Chunks lost because the server's buffer pool was empty"),
  CHUNKS_QUEUED("Chunks queued for viewers"),
  CHUNKS_SKIPPED_VIEWER_SLOW("Chunks skipped for viewers that were too slow"),
  BYTES_DISCARDED_VIEWER_SLOW("Bytes that waited for a viewer and were discarded as too old"),
  CHUNKS_SKIPPED_WORKER_SLOW("Chunks skipped for viewers because their I/O worker was too slow"),
  DROPS_TO_KEYFRAME("Times a viewer fell behind and waited for a keyframe"),
  KEYFRAMES_ONLY("Times a viewer got keyframes only because it fell behind in each group"),
  RESUMED_FROM_CACHE("Times a viewer resumed with the group of pictures that was there"),
  VIEWERS_CLOSED_TOO_SLOW("Viewers closed because they stayed behind"),
  PUBLISHERS_LOST("Publishers that were lost and whose streams waited for another one"),
  PUBLISHERS_TAKEN_OVER("Streams that went on with another publisher"),
  VIEWERS_JOINED("Viewers that joined a stream"),
  VIEWERS_JOINED_WITHOUT_PICTURE(
      "Viewers that joined where no group of pictures was cached, and waited for a keyframe");

  private final String meaning;

  RelayCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
