package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import io.iocp.session.Session;
import java.util.function.Consumer;

/** A publisher that is a client. */
record SessionPublisher(Session session, Consumer<Refusal> closing) implements PublisherConnection {

  @Override
  public long id() {
    return session.id();
  }

  @Override
  public BufferPool buffers() {
    return session.buffers();
  }

  @Override
  public void execute(Runnable task) {
    session.execute(task);
  }

  @Override
  public void close(Refusal why) {
    closing.accept(why);
  }
}
