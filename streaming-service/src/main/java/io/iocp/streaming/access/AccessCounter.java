package io.iocp.streaming.access;

/** Events of access that are counted, each with its meaning in one line. */
public enum AccessCounter {
  REFUSED_CLOSED("Requests rejected because access is disabled"),
  REFUSED_INVALID_NAME("Requests rejected because of an invalid name"),
  REFUSED_ANONYMOUS("Requests rejected because of missing credentials"),
  REFUSED_CREDENTIALS("Requests rejected because of an invalid token, password or ticket"),
  REFUSED_NOT_ALLOWED("Requests rejected because no rule permits them"),
  REFUSED_THROTTLED("Requests rejected because of too many failed logins from their address"),
  REFUSED_UNAVAILABLE("Requests rejected because credentials could not be checked"),
  REFUSED_RULE_FULL("Sessions rejected because the maximum of their rule was reached"),
  ENDED_EXPIRED("Sessions closed because their credentials expired"),
  ENDED_DURATION("Sessions closed because the maximum duration of their rule elapsed");

  private final String meaning;

  AccessCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
