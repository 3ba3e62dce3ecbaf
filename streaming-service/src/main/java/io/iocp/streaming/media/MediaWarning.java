package io.iocp.streaming.media;

/**
 * Something about a publisher's media that is relayed all the same and will hurt viewers.
 *
 * @param kind the name of the warning, fit for a counter; a stream has at most one of each
 * @param text one sentence for the publisher, in ASCII
 */
public record MediaWarning(Kind kind, String text) {

  /** The name of a warning. */
  public enum Kind {
    /** A codec that only some browsers play. */
    PARTIAL_CODEC,
    /** Pictures that are refreshed bit by bit: not every browser starts with them. */
    RECOVERY_POINTS,
    /** The container calls pictures keyframes that are none. */
    FALSE_KEYFRAMES,
    /** No keyframe for a long time: viewers who come late wait for one. */
    NO_KEYFRAMES
  }
}
