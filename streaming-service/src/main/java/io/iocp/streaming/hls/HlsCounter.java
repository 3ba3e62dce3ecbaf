package io.iocp.streaming.hls;

/** Events of HLS that are counted, each with its meaning in one line. */
public enum HlsCounter {
  STREAMS_STARTED("Streams that were begun to be made as HLS because somebody asked"),
  PARTS_MADE("Parts of segments made, once for all viewers of a stream"),
  PARTS_LOST_NO_BUFFERS("Parts of segments lost because the server was out of buffers"),
  CHUNKS_SKIPPED_WORKER_SLOW("Chunks left out of HLS because the worker that makes it is behind"),
  CHUNKS_DAMAGED("Chunks left out of HLS because no samples could be taken out of them"),
  PLAYLISTS_SENT("Playlists sent"),
  MEDIA_SENT("Init segments, segments and parts sent"),
  WAITED("Requests that waited for media that was not there yet"),
  REFUSED_TOO_MANY_WAIT("Requests rejected because the maximum number of waiting ones was reached"),
  WAITED_IN_VAIN("Requests that waited for media that did not come"),
  REFUSED("Requests for what is not there");

  private final String meaning;

  HlsCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
