package io.iocp.streaming.access;

/** Who may do anything at all. */
public enum AccessMode {
  /** Everybody who reaches the port. */
  OPEN,
  /** Nobody. */
  CLOSED,
  /** Whom a rule lets. */
  RULES
}
