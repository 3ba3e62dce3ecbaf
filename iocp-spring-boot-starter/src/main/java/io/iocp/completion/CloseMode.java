package io.iocp.completion;

/** How a channel's connection ends. */
public enum CloseMode {
  /** What was handed to the kernel is still delivered, then FIN. */
  ORDERLY,
  /** RST: what is queued in the kernel is thrown away, and nothing lingers in TIME_WAIT. */
  ABORTIVE
}
