package io.iocp.job;

/** Events of jobs that are counted, each with its meaning in one line. */
public enum JobCounter {
  ACCEPTED("Jobs accepted"),
  REFUSED_FULL("Jobs refused because the queue was at its bound"),
  REFUSED_CLOSED("Jobs refused because the queue had stopped"),
  COMPLETED("Jobs that were done"),
  FAILED("Jobs whose work threw"),
  CANCELLED("Jobs cancelled, by somebody or because their connection closed"),
  DROPPED("Jobs that were not done when the queue stopped");

  private final String meaning;

  JobCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
