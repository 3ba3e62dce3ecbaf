package io.iocp.state;

/** What happens to kept state, each with its meaning in one line. */
public enum StateCounter {
  WRITTEN("Files of kept state that were written"),
  WRITE_FAILED("Files of kept state that could not be written"),
  BROKEN("Files of kept state that could not be read at the start");

  private final String meaning;

  StateCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
