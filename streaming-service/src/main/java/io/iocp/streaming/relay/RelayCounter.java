package io.iocp.streaming.relay;

/** Events of the relay that are counted; each names who was too slow, or what went wrong. */
public enum RelayCounter {
  CHUNKS_PUBLISHED("Chunks completed by publishers"),
  FRAMES_MADE("Frames taken out of chunks for viewers that asked for frames"),
  CHUNKS_WITHOUT_FRAMES("Chunks left out for viewers of frames because they were damaged"),
  CHUNKS_LOST_NO_BUFFERS("Chunks lost because the buffer pool was exhausted"),
  CHUNKS_QUEUED("Chunks queued for viewers"),
  CHUNKS_SKIPPED_VIEWER_SLOW("Chunks skipped for viewers that were too slow"),
  BYTES_DISCARDED_VIEWER_SLOW("Queued bytes discarded because they were too old"),
  CHUNKS_SKIPPED_WORKER_SLOW("Chunks skipped because the I/O worker of the viewers was too slow"),
  DROPS_TO_KEYFRAME("Times a viewer fell behind and waited for a keyframe"),
  KEYFRAMES_ONLY("Times a viewer was limited to keyframes because it fell behind in each group"),
  RESUMED_FROM_CACHE("Times a viewer resumed with the cached group of pictures"),
  VIEWERS_CLOSED_TOO_SLOW("Viewers closed because they were behind for too long"),
  KEYFRAMES_REQUESTED("Keyframes requested from publishers for viewers that were not too slow"),
  PUBLISHERS_LOST("Lost publishers whose streams waited for another one"),
  PUBLISHERS_TAKEN_OVER("Streams resumed by another publisher"),
  RENDITION_LOWERED("Times a viewer was moved to a smaller rendition"),
  RENDITION_RAISED("Times a viewer was moved to a better rendition"),
  VIEWERS_JOINED("Viewers that joined a stream"),
  VIEWERS_JOINED_WITHOUT_PICTURE(
      "Viewers that joined without a cached group of pictures and waited for a keyframe");

  private final String meaning;

  RelayCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
