package io.iocp.streaming.playback;

/** Events of viewers that are counted, each with its meaning in one line. */
public enum PlaybackCounter {
  REFUSED_UNKNOWN_STREAM("Viewers rejected because their stream is not published"),
  REFUSED_TOO_MANY_WAIT(
      "Viewers rejected because the maximum number of waiting viewers was reached"),
  REFUSED_LOOP("Requests of other servers rejected because they came round"),
  WAITED("Viewers that waited for a stream that was not published yet"),
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
