package io.iocp.connection;

/** What protocols do that serve one request after the other on a connection. */
public final class Reopening {

  private Reopening() {}

  /**
   * A request has been served, and the next one is awaited, as long as a handshake at most: it may
   * be of another protocol, and of another client behind the same proxy. The connection's context
   * only.
   */
  public static void awaitNextRequest(Connection connection) {
    connection.core().reopening();
  }
}
