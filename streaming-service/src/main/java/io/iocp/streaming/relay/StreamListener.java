package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import org.jspecify.annotations.Nullable;

/** Hears what happens to streams, of one stream in order. */
@FunctionalInterface
public interface StreamListener {

  /** Hears nothing. */
  StreamListener NONE = (change, stream, client) -> {};

  /**
   * Something has happened. On I/O workers and within locks: must not block, and must not call
   * back.
   *
   * @param stream null of a viewer that is slow, who is known by its client
   * @param client the publisher, or the viewer; 0 where nobody is meant
   */
  void happened(StreamChange change, @Nullable StreamId stream, long client);
}
