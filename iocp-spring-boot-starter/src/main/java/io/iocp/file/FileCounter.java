package io.iocp.file;

/** Events of the file exchange that are counted, each with its meaning in one line. */
public enum FileCounter {
  REFUSED("Transfers that never began: forbidden, a bad name, too large, too many"),
  RESUMED("Transfers that went on where an earlier one had ended"),
  SENT("Files sent whole, and confirmed"),
  RECEIVED("Files received whole, and right"),
  FAILED("Transfers that began and did not succeed"),
  HASH_MISMATCHES("Files received whole that were not what was announced"),
  SENT_BYTES("Bytes of content that the operating system took"),
  RECEIVED_BYTES("Bytes of content written to disk"),
  PARTS_EXPIRED("Files received in part, gone on with by nobody, and removed"),
  READS_PAUSED("Times a peer was slowed down because the disk was behind");

  private final String meaning;

  FileCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
