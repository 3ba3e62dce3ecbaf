package io.iocp.websocket;

/** Something that is being observed. One thread at a time. */
public interface WsObservation {

  /** Makes it the current one on the calling thread, as long as a part of it is done there. */
  Scope open();

  /** It has failed; it still has to be ended. */
  void failed(Throwable cause);

  /** It is over. Once. */
  void ended();

  /** Leaves the thread as it was, when it is closed there. */
  interface Scope extends AutoCloseable {

    @Override
    void close();
  }
}
