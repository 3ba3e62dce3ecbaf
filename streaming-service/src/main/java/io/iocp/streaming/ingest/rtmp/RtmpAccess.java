package io.iocp.streaming.ingest.rtmp;

import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Decides who may publish by RTMP. */
@FunctionalInterface
public interface RtmpAccess {

  /**
   * Decides about one publisher. On an I/O worker; must not block.
   *
   * @param query what follows {@code ?} in the stream key, such as {@code token=…}; empty without
   * @return null to let the publisher in, or one sentence that tells it why not
   */
  @Nullable String check(StreamId stream, String query, InetSocketAddress remoteAddress);
}
