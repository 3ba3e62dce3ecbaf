package io.iocp.connection;

/** Why a connection ended; the first cause counts. */
public enum CloseCause {
  /** We closed it in order. */
  CLOSED_BY_US,
  /** The peer finished its sending side, and we had nothing to add. */
  CLOSED_BY_PEER,
  /** The peer reset the connection, or it was found broken. */
  RESET_BY_PEER,
  /** The handshake was not finished in time. */
  HANDSHAKE_TIMEOUT,
  /** Nothing was received and nothing could be sent for the idle timeout. */
  IDLE_TIMEOUT,
  /** The peer did not take part in the closing handshake in time. */
  CLOSE_TIMEOUT,
  /** TLS was not agreed on, or broken, or cut off without the peer's goodbye. */
  SECURITY_FAILED,
  /** The peer broke the protocol. */
  PROTOCOL_ERROR,
  /** We dropped it on purpose: an administrator, a limit, a policy. */
  POLICY,
  /** The handler failed with an exception. */
  HANDLER_FAILED,
  /** The operating system reported another failure. */
  IO_FAILED,
  /** The transport stopped and the connection did not end within the grace time. */
  TRANSPORT_STOPPED
}
