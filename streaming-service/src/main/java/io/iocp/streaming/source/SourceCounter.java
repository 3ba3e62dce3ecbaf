package io.iocp.streaming.source;

/** Events of sources that are counted, each with its meaning in one line. */
public enum SourceCounter {
  STARTED("Times sources were started, restarts included"),
  RESTARTED("Times sources were started again after they had failed"),
  FAILED("Times sources ended though nobody wanted that"),
  STALLED("Times sources were ended because nothing came from them"),
  BYTES("Bytes read from sources");

  private final String meaning;

  SourceCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
