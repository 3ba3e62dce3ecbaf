package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;

/** What publishing needs from a publisher's connection, whatever it speaks. Any thread. */
public interface PublisherConnection {

  /** The connection's id. */
  long id();

  /** Where buffers for viewers come from. */
  BufferPool buffers();

  /** Runs a task in the connection's serial context. */
  void execute(Runnable task);

  /** The publisher has lost its stream to another one: tells it, and closes the connection. */
  void close(Refusal why);
}
