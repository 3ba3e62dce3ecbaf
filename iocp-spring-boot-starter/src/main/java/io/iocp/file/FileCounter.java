package io.iocp.file;

/** Events of the file exchange that are counted, each with its meaning in one line. */
public enum FileCounter {
  REFUSED("Transfers rejected before they started, because of permissions, name, size or number"),
  RESUMED("Transfers that resumed an earlier one"),
  SENT("Files sent completely and confirmed"),
  RECEIVED("Files received completely and verified"),
  FAILED("Transfers that failed after they had started"),
  HASH_MISMATCHES("Received files whose hash did not match"),
  SENT_BYTES("Content bytes sent"),
  RECEIVED_BYTES("Content bytes written to disk"),
  PARTS_EXPIRED("Expired partial files that were removed"),
  READS_PAUSED("Times a peer was throttled because the disk was behind");

  private final String meaning;

  FileCounter(String meaning) {
    this.meaning = meaning;
  }

  /** One line for documentation and metrics. */
  public String meaning() {
    return meaning;
  }
}
