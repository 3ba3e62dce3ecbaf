package io.iocp.streaming.playback;

/** Events of viewers that are counted, each with its meaning in one line. */
public enum PlaybackCounter {
  REFUSED_UNKNOWN_STREAM("Viewers refused because nobody publishes the stream"),
  REFUSED_TOO_MANY_WAIT("Viewers that could not wait for a stream because too many do"),
  WAITED("Viewers that waited for a stream that nobody published yet"),
  SNAPSHOTS_MADE("Pictures made of streams"),
  SNAPSHOTS_REFUSED_BUSY("Requests for a picture rejected because too many were waiting");

  private final String meaning;

  PlaybackCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
