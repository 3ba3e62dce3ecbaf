package io.iocp.completion.nio;

/** What a selection key carries: who is to be told that its socket is ready. */
@FunctionalInterface
interface ReadyHandler {

  /**
   * The socket is ready. On the worker's thread, inside of the selection.
   *
   * @param readyOps the key's operations, see {@link java.nio.channels.SelectionKey}
   */
  void ready(int readyOps);
}
