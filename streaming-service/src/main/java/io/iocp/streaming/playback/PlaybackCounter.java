package io.iocp.streaming.playback;

/** Events of viewers that are counted, each with its meaning in one line. */
public enum PlaybackCounter {
  REFUSED_UNKNOWN_STREAM("Viewers refused because nobody publishes the stream");

  private final String meaning;

  PlaybackCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
