package io.iocp.streaming;

import io.iocp.streaming.demo.DemoPublisher;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the demo picture when the transport listens. It goes on until the transport has let the
 * viewers go: else these would hear that the stream has ended, and not that the server stops.
 */
final class DemoLifecycle implements SmartLifecycle, DisposableBean {

  private final Supplier<DemoPublisher> publishers;
  private volatile @Nullable DemoPublisher publisher;
  private volatile boolean running;

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
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public void destroy() {
    DemoPublisher started = publisher;
    if (started != null) {
      started.stop();
    }
  }
}
