package io.iocp.websocket.protocol;

/** How a call of {@link FrameReader#read} ended. */
public enum ReadOutcome {
  /** All input is consumed; come again with what arrives next. */
  NEEDS_INPUT,
  /**
   * The sink asked to pause. Come again with the rest of the same input, which may be empty, when
   * it can take more.
   */
  PAUSED,
  /** A close frame was read; whatever follows it is ignored. */
  CLOSED,
  /** The peer broke a rule, see {@link FrameReader#violation()}; whatever follows is ignored. */
  VIOLATED
}
