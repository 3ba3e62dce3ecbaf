package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import io.iocp.session.Session;
import java.util.function.Consumer;

/**
 * What publishing needs from a publisher, whatever it speaks, and whether it is a client or part of
 * this server. Any thread.
 */
public interface PublisherConnection {

  /**
   * A publisher that is a client.
   *
   * @param closing tells the publisher why it loses its stream, and closes the session
   */
  static PublisherConnection of(Session session, Consumer<Refusal> closing) {
    return new SessionPublisher(session, closing);
  }

  /** Id of the client; below zero for a part of this server. */
  long id();

  /** Where buffers for viewers come from. */
  BufferPool buffers();

  /** Runs a task in the publisher's serial context. */
  void execute(Runnable task);

  /** The publisher has lost its stream to another one. */
  void close(Refusal why);
}
