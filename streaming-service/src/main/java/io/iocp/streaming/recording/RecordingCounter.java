package io.iocp.streaming.recording;

/** What happens to recordings. */
public enum RecordingCounter {
  /** Recordings that were begun. */
  RECORDINGS("Recordings started"),
  /** Segments that were begun. */
  SEGMENTS("Recording segments started"),
  /** What was written. */
  BYTES("Bytes of media written to recordings"),
  /** How often the recording of a stream failed. */
  FAILURES("Recordings that failed"),
  /** What was deleted because it was old, or too much. */
  SEGMENTS_EXPIRED("Recording segments deleted because of their age, their size or a full disk"),
  /** What was cut off of files whose writer was killed. */
  SEGMENTS_REPAIRED("Recording segments that were incomplete at startup and were repaired");

  private final String meaning;

  RecordingCounter(String meaning) {
    this.meaning = meaning;
  }

  /** What is counted, for the meter. */
  public String meaning() {
    return meaning;
  }
}
