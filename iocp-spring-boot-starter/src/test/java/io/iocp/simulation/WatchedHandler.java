package io.iocp.simulation;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionSnapshot;

/** Stands between a connection and its protocol, and sees that the rules of calling are kept. */
final class WatchedHandler implements ConnectionHandler {

  private final ConnectionHandler protocol;
  private final ServerLife life;
  private boolean opened;
  private boolean closed;
  private boolean inside;

  WatchedHandler(ConnectionHandler protocol, ServerLife life) {
    this.protocol = protocol;
    this.life = life;
  }

  private void call(Connection connection, String what, Runnable callback) {
    life.expect(!closed, "nothing is called after closed");
    life.expect(!inside, "no handler is called while it runs");
    life.expect(connection.inContext(), "handlers run in their connection's context");
    life.expect(opened, "opened is called first");
    life.network().note(what, connection.id(), 0);
    inside = true;
    try {
      callback.run();
    } finally {
      inside = false;
    }
  }

  @Override
  public void opened(Connection connection) {
    life.expect(!opened, "opened is called once");
    opened = true;
    life.connectionOpened();
    call(connection, "handler opened", () -> protocol.opened(connection));
  }

  @Override
  public void received(Connection connection, SharedBuffer buffer) {
    life.expect(buffer.length() > 0, "no piece is empty");
    call(connection, "handler received", () -> protocol.received(connection, buffer));
  }

  @Override
  public void peerFinished(Connection connection) {
    call(connection, "handler peerFinished", () -> protocol.peerFinished(connection));
  }

  @Override
  public void keepAliveDue(Connection connection) {
    call(connection, "handler keepAliveDue", () -> protocol.keepAliveDue(connection));
  }

  @Override
  public void drained(Connection connection) {
    call(connection, "handler drained", () -> protocol.drained(connection));
  }

  @Override
  public void stopping(Connection connection) {
    call(connection, "handler stopping", () -> protocol.stopping(connection));
  }

  @Override
  public void closed(Connection connection, CloseCause cause) {
    life.expect(!closed, "closed is called once");
    ConnectionSnapshot snapshot = connection.snapshot();
    life.expect(snapshot.queuedBytes() == 0, "a closed connection keeps nothing queued");
    life.expect(
        snapshot.pending().values().stream().allMatch(count -> count == 0),
        "a closed connection has nothing pending");
    life.connectionClosed(snapshot);
    try {
      call(connection, "handler closed", () -> protocol.closed(connection, cause));
    } finally {
      closed = true;
    }
  }
}
