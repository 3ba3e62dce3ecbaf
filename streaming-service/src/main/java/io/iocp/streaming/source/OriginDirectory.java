package io.iocp.streaming.source;

import io.iocp.streaming.stream.StreamId;
import java.io.IOException;
import java.util.List;

/** Knows which servers may have a stream. */
@FunctionalInterface
public interface OriginDirectory {

  /**
   * The servers to ask for a stream, in this order. Called on a thread that may wait for a few
   * seconds.
   *
   * @throws IOException when it cannot be known now
   */
  List<Origin> find(StreamId id) throws IOException, InterruptedException;
}
