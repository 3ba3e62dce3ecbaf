package io.iocp.connection;

/** What is known of the message that a queued buffer belongs to. */
final class MessageFlags {

  /** The buffer goes on with the message of the one before it, which may be out already. */
  static final int CONTINUES = 1;

  /** A protocol's control frame: counted for itself, and never dropped for being late. */
  static final int CONTROL = 2;

  /** The message may be dropped while no part of it has gone out. */
  static final int DROPPABLE = 4;

  /** A message that carries no time. */
  static final long NO_STAMP = Long.MIN_VALUE;

  private MessageFlags() {}
}
