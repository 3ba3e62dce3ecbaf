package io.iocp.streaming.relay;

/** What happens to streams that somebody may want to hear of. */
public enum StreamChange {
  /** A publisher has come for a stream that was not there. */
  STARTED,
  /** Another publisher has come for a stream that is there. */
  TAKEN_OVER,
  /** The first keyframe of a publisher has come. */
  FIRST_FRAME,
  /** The stream is over. */
  STOPPED,
  VIEWER_JOINED,
  VIEWER_LEFT,
  /** A viewer has fallen behind, and gets nothing until it has caught up. */
  VIEWER_SLOW;

  /** Whether it is about one viewer, and not about the stream. */
  boolean isOfViewer() {
    return this == VIEWER_JOINED || this == VIEWER_LEFT || this == VIEWER_SLOW;
  }
}
