package io.iocp.streaming.access;

/** What somebody may want to do with a name. */
public enum Action {
  /** Send a stream of this name. */
  PUBLISH,
  /** Receive the stream of this name; it is listed, too. */
  WATCH,
  /** Get or leave the file of this name. */
  FILES,
  /** See that the stream of this name is live. */
  LIST
}
