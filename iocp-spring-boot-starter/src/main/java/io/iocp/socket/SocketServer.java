package io.iocp.socket;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application's own protocols on one transport. Any thread. */
public final class SocketServer {

  private static final Logger logger = LoggerFactory.getLogger(SocketServer.class);

  private final BufferPool pool;
  private final Map<SocketListener, InetSocketAddress> addresses = new ConcurrentHashMap<>();

  public SocketServer(BufferPool pool) {
    this.pool = pool;
  }

  /** Has a transport listen. */
  @FunctionalInterface
  public interface Binding {

    /**
     * Listens; each accepted connection gets a handler of its own.
     *
     * @param secured whether with TLS
     * @return the bound address
     * @throws IOException when the address cannot be bound
     */
    InetSocketAddress listen(
        InetSocketAddress address, boolean secured, Supplier<ConnectionHandler> handlers)
        throws IOException;
  }

  /**
   * Listens on each that does not listen yet.
   *
   * @throws IOException when an address cannot be bound
   */
  public void listen(List<SocketListener> listeners, Binding binding) throws IOException {
    for (SocketListener listener : listeners) {
      if (!addresses.containsKey(listener)) {
        InetSocketAddress bound =
            binding.listen(
                listener.address(), listener.secured(), () -> new SocketConnection(listener, pool));
        addresses.put(listener, bound);
        logger.info("Listening for {} on {}", listener.protocol(), bound);
      }
    }
  }

  /** Listens nowhere any more: its transport has closed the sockets. */
  public void closed() {
    addresses.clear();
  }

  /** Where a listener listens, with the real port; empty while it does not. */
  public Optional<InetSocketAddress> address(SocketListener listener) {
    return Optional.ofNullable(addresses.get(listener));
  }

  /** The session on a connection, if an application's own protocol is spoken there. */
  public static Optional<SocketSession> session(Connection connection) {
    return connection.handler() instanceof SocketConnection socket
        ? Optional.ofNullable(socket.session())
        : Optional.empty();
  }
}
