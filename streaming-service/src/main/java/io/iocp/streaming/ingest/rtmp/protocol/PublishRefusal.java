package io.iocp.streaming.ingest.rtmp.protocol;

/** Why a publisher may not publish, in the words that encoders know. */
public enum PublishRefusal {
  /** The name cannot be used, or another publisher has it. */
  BAD_NAME("NetStream.Publish.BadName"),
  /** The publisher may not, or not now. */
  REJECTED("NetStream.Publish.Rejected");

  private final String code;

  PublishRefusal(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
