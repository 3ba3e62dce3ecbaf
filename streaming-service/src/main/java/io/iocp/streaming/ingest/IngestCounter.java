package io.iocp.streaming.ingest;

/** Events of publishers that are counted, each with its meaning in one line. */
public enum IngestCounter {
  PUBLISHED("Streams that were begun"),
  REFUSED_NAME_TAKEN("Publishers refused because somebody publishes under this name already"),
  REFUSED_TOO_MANY("Publishers refused because no more streams fit"),
  REFUSED_NO_BUFFERS("Publishers refused because there was no buffer to begin their stream"),
  REFUSED_NO_MEMORY("Publishers refused because headers and blocks of all took too much memory"),
  REPLACED_SILENT("Publishers closed because they were silent and another one wanted their place"),
  REPLACED("Publishers closed because another one took their stream over"),
  POOL_RECLAIMED("Times publishers lost what was beyond their share because buffers were scarce"),
  REFUSED_TOO_FAST("Publishers refused because they sent far more chunks than can be shown"),
  REFUSED_TEXT("Publishers refused because they sent text instead of media"),
  REFUSED_UNKNOWN_CONTAINER("Publishers refused because they sent no known container"),
  REFUSED_NOT_FRAGMENTED("Publishers refused because their MP4 is not fragmented"),
  REFUSED_UNSUPPORTED("Publishers refused because browsers cannot play what they sent"),
  REFUSED_MALFORMED("Publishers refused because their container is broken"),
  REFUSED_TOO_LARGE("Publishers refused because a part of their media is too large");

  private final String meaning;

  IngestCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
