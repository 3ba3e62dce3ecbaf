package io.iocp.streaming;

import io.iocp.streaming.cluster.Cluster;
import io.iocp.streaming.source.Pulls;
import io.iocp.streaming.source.Sources;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Starts sources when the transport listens. When the service stops they go on until the transport
 * has let the viewers go: else these would hear that the stream has ended, and not that the server
 * stops. The end of the sources themselves ends them.
 */
final class SourceLifecycle implements SmartLifecycle {

  private final Sources sources;
  private final @Nullable Pulls pulls;
  private final @Nullable Cluster cluster;
  private volatile boolean running;

  /**
   * @param pulls what is fetched from other servers, if anything is
   * @param cluster that this server is part of, if any
   */
  SourceLifecycle(Sources sources, @Nullable Pulls pulls, @Nullable Cluster cluster) {
    this.sources = sources;
    this.pulls = pulls;
    this.cluster = cluster;
  }

  @Override
  public void start() {
    sources.start();
    if (pulls != null) {
      pulls.start();
    }
    if (pulls != null && cluster != null) {
      cluster.start(pulls::moved, pulls::request);
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    sources.drain();
    if (pulls != null) {
      pulls.drain();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Sources that are drained do not start again. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
