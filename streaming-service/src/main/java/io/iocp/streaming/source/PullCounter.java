package io.iocp.streaming.source;

/** Events of streams that are fetched from origins, each with its meaning in one line. */
public enum PullCounter {
  REQUESTED("Streams that viewers wanted and origins were asked for"),
  CONNECTED("Connections to origins that began to give media"),
  FAILED("Connections to origins that gave no media"),
  ABSENT("Times no origin had the stream"),
  MOVED("Times a stream was fetched from another server because it had moved there"),
  REFUSED_TOO_MANY("Viewers not served because too many streams are fetched already");

  private final String meaning;

  PullCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
