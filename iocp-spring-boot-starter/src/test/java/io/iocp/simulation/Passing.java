package io.iocp.simulation;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;

/** Passes everything on; mutants override what they do wrong. */
class Passing implements ConnectionHandler {

  private final ConnectionHandler next;

  Passing(ConnectionHandler next) {
    this.next = next;
  }

  @Override
  public String protocol() {
    return next.protocol();
  }

  @Override
  public void opened(Connection connection) {
    next.opened(connection);
  }

  @Override
  public void received(Connection connection, SharedBuffer buffer) {
    next.received(connection, buffer);
  }

  @Override
  public void peerFinished(Connection connection) {
    next.peerFinished(connection);
  }

  @Override
  public void keepAliveDue(Connection connection) {
    next.keepAliveDue(connection);
  }

  @Override
  public void drained(Connection connection) {
    next.drained(connection);
  }

  @Override
  public void stopping(Connection connection) {
    next.stopping(connection);
  }

  @Override
  public void closed(Connection connection, CloseCause cause) {
    next.closed(connection, cause);
  }
}
