package io.iocp.streaming.access;

/** Events of access that are counted, each with its meaning in one line. */
public enum AccessCounter {
  REFUSED_CLOSED("Requests refused because nobody may do anything"),
  REFUSED_INVALID_NAME("Requests refused because nothing can have their name"),
  REFUSED_ANONYMOUS("Requests refused because they did not say who they are"),
  REFUSED_CREDENTIALS("Requests refused because their token, password or ticket is wrong"),
  REFUSED_NOT_ALLOWED("Requests refused because no rule lets their caller"),
  REFUSED_THROTTLED("Requests refused because their address failed too often"),
  REFUSED_UNAVAILABLE("Requests refused because credentials could not be checked"),
  REFUSED_RULE_FULL("Sessions refused because as many as their rule lets are there"),
  ENDED_EXPIRED("Sessions ended because what let them in has expired"),
  ENDED_DURATION("Sessions ended because they lasted as long as their rule lets");

  private final String meaning;

  AccessCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
