package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A handler that remembers what it was told; a test replaces what it does. */
class TestHandler implements ConnectionHandler {

  final CompletableFuture<Connection> opened = new CompletableFuture<>();
  final CompletableFuture<CloseCause> closed = new CompletableFuture<>();
  final AtomicInteger drained = new AtomicInteger();
  final AtomicInteger keepAlives = new AtomicInteger();
  final AtomicInteger stops = new AtomicInteger();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  Consumer<Connection> onOpened = Connection::opened;
  BiConsumer<Connection, ByteBuffer> onReceived = (connection, bytes) -> {};
  Consumer<Connection> onPeerFinished = Connection::close;
  Consumer<Connection> onKeepAlive = connection -> {};
  Consumer<Connection> onDrained = connection -> {};
  Consumer<Connection> onStopping = Connection::close;

  String receivedText() {
    return new String(receivedBytes(), StandardCharsets.US_ASCII);
  }

  byte[] receivedBytes() {
    synchronized (received) {
      return received.toByteArray();
    }
  }

  @Override
  public void opened(Connection connection) {
    onOpened.accept(connection);
    opened.complete(connection);
  }

  @Override
  public void received(Connection connection, SharedBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.length()];
      buffer.view().get(bytes);
      synchronized (received) {
        received.writeBytes(bytes);
      }
      onReceived.accept(connection, buffer.view());
    } finally {
      buffer.release();
    }
  }

  @Override
  public void peerFinished(Connection connection) {
    onPeerFinished.accept(connection);
  }

  @Override
  public void keepAliveDue(Connection connection) {
    keepAlives.incrementAndGet();
    onKeepAlive.accept(connection);
  }

  @Override
  public void drained(Connection connection) {
    drained.incrementAndGet();
    onDrained.accept(connection);
  }

  @Override
  public void stopping(Connection connection) {
    stops.incrementAndGet();
    onStopping.accept(connection);
  }

  @Override
  public void closed(Connection connection, CloseCause cause) {
    if (!closed.complete(cause)) {
      throw new AssertionError("closed twice: " + cause);
    }
  }
}
