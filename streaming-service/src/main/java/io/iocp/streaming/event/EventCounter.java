package io.iocp.streaming.event;

/** What is counted of events, each with its meaning in one line. */
public enum EventCounter {
  PUBLISHED("Events of streams"),
  DROPPED("Events of streams that nobody was told because too many waited"),
  WEBHOOK_DELIVERED("Events delivered to webhooks"),
  WEBHOOK_RETRIED("Attempts to deliver an event to a webhook that failed and are repeated"),
  WEBHOOK_DEAD_LETTERS("Events given up for a webhook, because it failed or too many waited");

  private final String meaning;

  EventCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
