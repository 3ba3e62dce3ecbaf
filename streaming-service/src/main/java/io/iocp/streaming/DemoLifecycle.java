package io.iocp.streaming;

import io.iocp.streaming.publisher.DemoPublisher;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Starts the demo picture when the transport listens, and stops it before the transport drains. */
final class DemoLifecycle implements SmartLifecycle {

  private final Supplier<DemoPublisher> publishers;
  private volatile @Nullable DemoPublisher publisher;

  /**
   * @param publishers makes the publisher; asked once the transport's port is known
   */
  DemoLifecycle(Supplier<DemoPublisher> publishers) {
    this.publishers = publishers;
  }

  @Override
  public void start() {
    DemoPublisher started = publishers.get();
    started.start();
    publisher = started;
  }

  @Override
  public void stop() {
    DemoPublisher running = publisher;
    if (running != null) {
      running.stop();
      publisher = null;
    }
  }

  @Override
  public boolean isRunning() {
    return publisher != null;
  }
}
