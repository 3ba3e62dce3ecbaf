package io.iocp.streaming.history;

/** What viewers in the past do. */
public enum HistoryCounter {
  /** Each time one of them goes to another moment. */
  SEEKS("Times that viewers went to a moment in the past of a live stream"),
  /** Wishes that could not be fulfilled. */
  SEEKS_REFUSED("Wishes of viewers to go into the past that were rejected"),
  /** Those who have come to the present. */
  CAUGHT_UP("Times that viewers in the past reached what is live"),
  /** What was read for them. */
  BYTES("Bytes of recordings read for viewers in the past"),
  /** What was deleted while they were about to get it, or could not be read. */
  READ_FAILURES("Times that viewers in the past were taken to live because reading failed");

  private final String meaning;

  HistoryCounter(String meaning) {
    this.meaning = meaning;
  }

  /** What is counted, for the meter. */
  public String meaning() {
    return meaning;
  }
}
