package io.iocp.connection;

/** Work of a connection that is split into parts: see {@link Connection#post}. */
@FunctionalInterface
public interface PostedWork {

  /**
   * Does the next part, in the connection's context; other connections have their turn after it, so
   * it should be short. Must not block. An exception ends the connection.
   *
   * @return whether there is more to do
   */
  boolean runPart();
}
