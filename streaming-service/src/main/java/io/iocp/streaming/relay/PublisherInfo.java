package io.iocp.streaming.relay;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a stream knows of its publisher: who it is, where its media comes from, how it does, and how
 * it is asked for a keyframe.
 *
 * <p>Any thread.
 */
final class PublisherInfo {

  private final long client;
  private volatile @Nullable Runnable keyframeRequest;
  private volatile Upstream upstream = Upstream.NONE;
  private volatile Supplier<StreamHealth> health = () -> StreamHealth.UNKNOWN;

  PublisherInfo(long client) {
    this.client = client;
  }

  long client() {
    return client;
  }

  void keyframeRequest(Runnable request) {
    keyframeRequest = request;
  }

  /** How to ask the publisher for a keyframe, or null if it does not listen. */
  @Nullable Runnable keyframeRequest() {
    return keyframeRequest;
  }

  void upstream(Upstream now) {
    upstream = now;
  }

  Upstream upstream() {
    return upstream;
  }

  void health(Supplier<StreamHealth> now) {
    health = now;
  }

  StreamHealth health() {
    return health.get();
  }
}
