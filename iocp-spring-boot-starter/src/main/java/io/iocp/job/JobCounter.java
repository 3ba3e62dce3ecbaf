package io.iocp.job;

/** Events of jobs that are counted, each with its meaning in one line. */
public enum JobCounter {
  ACCEPTED("Accepted jobs"),
  REFUSED_FULL("Jobs rejected because the queue was full"),
  REFUSED_CLOSED("Jobs rejected because the queue had stopped"),
  COMPLETED("Completed jobs"),
  FAILED("Failed jobs"),
  CANCELLED("Jobs cancelled by request or because their connection closed"),
  DROPPED("Jobs dropped when the queue stopped");

  private final String meaning;

  JobCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
