package io.iocp.connection;

import io.iocp.completion.CompletionStatus;

/** What became of an attempt to connect. Nothing here is exceptional; trying again is up to you. */
public enum ConnectOutcome {
  /** The connection is open. */
  CONNECTED,
  /** Nobody listens at the address. */
  REFUSED,
  /** There is no route to the address, or it was never resolved. */
  UNREACHABLE,
  /** Nobody answered within the time given, or within the operating system's. */
  TIMED_OUT,
  /** The peer, or something in between, broke the connection while it was made. */
  RESET,
  /** The attempt was called off. */
  CANCELLED,
  /** As many connections as are allowed at once are there already. */
  TOO_MANY,
  /** The transport stops, or has stopped. */
  STOPPED,
  /** The operating system reported another failure, or ran out of something. */
  FAILED;

  static ConnectOutcome of(CompletionStatus status) {
    return switch (status) {
      case OK -> CONNECTED;
      case REFUSED -> REFUSED;
      case UNREACHABLE -> UNREACHABLE;
      case TIMED_OUT -> TIMED_OUT;
      case RESET, END_OF_STREAM -> RESET;
      case ABORTED -> CANCELLED;
      case NO_BUFFERS, FAILED -> FAILED;
    };
  }
}
