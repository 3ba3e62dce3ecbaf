package io.iocp.streaming.access;

/** Events of access that are counted, each with its meaning in one line. */
public enum AccessCounter {
  REFUSED_CLOSED("Requests rejected because access is disabled"),
  REFUSED_INVALID_NAME("Requests rejected because of an invalid name"),
  REFUSED_ANONYMOUS("Requests rejected because of missing credentials"),
  REFUSED_CREDENTIALS("Requests rejected because of an invalid token, password or ticket"),
  REFUSED_NOT_ALLOWED("Requests rejected because no rule permits them"),
  REFUSED_THROTTLED(
      "Requests rejected because of too many failed logins from their address or to their account"),
  REFUSED_UNAVAILABLE("Requests rejected because credentials could not be checked"),
  REFUSED_CALLBACK("Requests rejected by the access callback"),
  REFUSED_REVOKED("Requests rejected because access was revoked"),
  REFUSED_RULE_FULL("Sessions rejected because the maximum of their rule was reached"),
  REFUSED_VIEWERS_BIT_RATE(
      "Viewers rejected because the maximum bit rate of all viewers of their rule was reached"),
  ENDED_EXPIRED("Sessions closed because their credentials expired"),
  ENDED_DURATION("Sessions closed because the maximum duration of their rule elapsed"),
  ENDED_BIT_RATE("Sessions closed because they exceeded the bit rate of their rule"),
  ENDED_REVOKED("Sessions closed because access was revoked"),
  ENDED_CHANGED("Sessions closed because no rule permits them any more"),
  CHANGED("Changes of the file with rules that were applied"),
  CHANGE_REJECTED("Changes of the file with rules that were rejected because they are invalid");

  private final String meaning;

  AccessCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
