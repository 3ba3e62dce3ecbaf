package io.iocp.session;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.Connection;

/**
 * A session of a protocol that tells its peer why it ends.
 *
 * @param <C> the protocol's reason to close
 */
public abstract class ProtocolSession<C> extends ConnectionSession {

  private final SessionProtocol<?, C> protocol;

  protected ProtocolSession(
      Connection connection, SessionProtocol<?, C> protocol, BufferPool pool) {
    super(connection, protocol, pool);
    this.protocol = protocol;
  }

  /** Ends the session in order. */
  protected final void end(C status) {
    execute(() -> protocol.endSession(status));
  }

  /** Ends the session ahead of what {@link #dropBacklog()} throws away. */
  protected final void endWithoutBacklog(C status) {
    execute(
        () -> {
          dropBacklog();
          protocol.endSession(status);
        });
  }

  /** Throws away what is queued, as far as the protocol allows. Context only. */
  protected abstract void dropBacklog();
}
