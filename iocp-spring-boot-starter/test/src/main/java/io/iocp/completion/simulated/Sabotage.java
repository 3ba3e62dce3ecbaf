package io.iocp.completion.simulated;

/** What the engine does wrong on purpose, now and then, to prove that somebody would notice. */
public enum Sabotage {
  NONE,
  /** A send completes twice. */
  SEND_HOME_TWICE,
  /** A receive flow never completes. */
  RECEIVE_NEVER_HOME,
  /** A close never completes. */
  CLOSE_NEVER_HOME,
  /** A socket is not closed though its channel is. */
  SOCKET_LEFT_OPEN,
  /** A piece is received and its buffer forgotten. */
  PIECE_LOST,
  /** Two pieces of a stream change places. */
  PIECES_SWAPPED,
  /** A piece is handed up twice. */
  PIECE_TWICE,
  /** A send says that it took less than it did. */
  SEND_UNDERSTATED,
  /** A byte changes on its way to the peer. */
  BYTE_CHANGED,
  /** The kernel takes what it has room for, whatever limit it is told; always. */
  LIMIT_IGNORED
}
