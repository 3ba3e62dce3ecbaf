package io.iocp.streaming.stream;

import io.iocp.http.protocol.HttpRefusal;
import org.jspecify.annotations.Nullable;

/** Who may publish and watch over HTTP. Any thread. */
@FunctionalInterface
public interface StreamGate {

  /**
   * Asked for each request.
   *
   * @param name of the stream, as it stands in the path
   * @return null if the request is welcome, and then the name is a {@link StreamId}
   */
  @Nullable HttpRefusal check(String name);
}
