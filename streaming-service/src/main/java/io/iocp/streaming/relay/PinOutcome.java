package io.iocp.streaming.relay;

/** What came of holding a viewer to a rendition. */
public enum PinOutcome {
  /** It goes there at the next keyframe, or is there. */
  DONE,
  /** This client watches none of the stream's renditions. */
  NO_VIEWER,
  /** It watches a stream that it has chosen itself, or in a way that knows no change. */
  NOT_ADAPTIVE,
  /** The stream has no rendition of this name that is live. */
  NO_RENDITION
}
