package io.iocp.streaming;

import io.iocp.streaming.source.Sources;
import org.springframework.context.SmartLifecycle;

/**
 * Starts sources when the transport listens. When the service stops they go on until the transport
 * has let the viewers go: else these would hear that the stream has ended, and not that the server
 * stops. The end of the sources themselves ends them.
 */
final class SourceLifecycle implements SmartLifecycle {

  private final Sources sources;
  private volatile boolean running;

  SourceLifecycle(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void start() {
    sources.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    sources.drain();
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
