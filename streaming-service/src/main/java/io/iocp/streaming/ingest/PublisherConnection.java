package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import io.iocp.session.Session;
import java.util.function.Consumer;

/**
 * What publishing needs from a publisher's session, whatever it speaks. Any thread.
 *
 * @param closing tells the publisher why it loses its stream, and closes the session
 */
public record PublisherConnection(Session session, Consumer<Refusal> closing) {

  /** The connection's id. */
  long id() {
    return session.id();
  }

  /** Where buffers for viewers come from. */
  BufferPool buffers() {
    return session.buffers();
  }

  /** Runs a task in the connection's serial context. */
  void execute(Runnable task) {
    session.execute(task);
  }

  /** The publisher has lost its stream to another one. */
  void close(Refusal why) {
    closing.accept(why);
  }
}
