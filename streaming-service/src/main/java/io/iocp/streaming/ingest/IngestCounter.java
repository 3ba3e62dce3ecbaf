package io.iocp.streaming.ingest;

/** Events of publishers that are counted, each with its meaning in one line. */
public enum IngestCounter {
  PUBLISHED("Started streams"),
  REFUSED_TAKEN_ELSEWHERE("Publishers rejected because another server has the name"),
  REFUSED_NO_REGISTRY("Publishers rejected because the cluster's registry did not answer"),
  LEASES_LOST("Publishers closed because their name could not be kept"),
  REFUSED_NAME_TAKEN("Publishers rejected because their name is already published"),
  REFUSED_TOO_MANY("Publishers rejected because the maximum number of streams was reached"),
  REFUSED_NO_BUFFERS("Publishers rejected because the buffer pool was exhausted"),
  REFUSED_NO_MEMORY("Publishers rejected because the memory for headers and blocks was exhausted"),
  REPLACED_SILENT(
      "Publishers closed because they were silent and another one needed their name or place"),
  REPLACED("Publishers closed because another one took over their stream"),
  POOL_RECLAIMED("Times publishers lost data beyond their share because buffers were scarce"),
  REFUSED_TOO_FAST("Publishers rejected because they exceeded the maximum rate of chunks"),
  REFUSED_TEXT("Publishers rejected because they sent text instead of media"),
  REFUSED_UNKNOWN_CONTAINER("Publishers rejected because their container is unknown"),
  REFUSED_NOT_FRAGMENTED("Publishers rejected because their MP4 is not fragmented"),
  REFUSED_UNSUPPORTED("Publishers rejected because browsers cannot play their media"),
  REFUSED_MALFORMED("Publishers rejected because their container is malformed"),
  REFUSED_TOO_LARGE("Publishers rejected because a part of their media is too large");

  private final String meaning;

  IngestCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
