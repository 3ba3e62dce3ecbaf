package io.iocp.streaming.access;

/** Events of the access callback that are counted, each with its meaning in one line. */
public enum CallbackCounter {
  REQUESTS("Requests sent to the access callback"),
  CACHED("Decisions taken from a remembered answer of the access callback"),
  ALLOWED("Answers of the access callback that allow"),
  DENIED("Answers of the access callback that deny"),
  FAILED("Requests to the access callback without a valid answer in time"),
  REFUSED_BUSY("Decisions without asking the access callback because too many requests waited");

  private final String meaning;

  CallbackCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
