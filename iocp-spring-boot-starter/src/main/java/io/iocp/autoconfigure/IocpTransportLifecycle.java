package io.iocp.autoconfigure;

import io.iocp.IocpTransport;
import java.io.IOException;
import java.time.Duration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Listens when the application has started and stops before the web server does, so that viewers
 * are drained while health and administration still answer; draining by whatever reason has the
 * application refuse traffic first. When the application is started again, it listens again; its
 * port and workers stay until the bean is destroyed.
 */
final class IocpTransportLifecycle implements SmartLifecycle {

  // Phases stop highest first; graceful shutdown of the web server is at DEFAULT_PHASE - 1024.
  private static final int PHASE = DEFAULT_PHASE - 512;

  private final IocpTransport transport;
  private final Duration grace;
  private volatile boolean running;

  IocpTransportLifecycle(
      IocpTransport transport, Duration grace, ApplicationEventPublisher events) {
    this.transport = transport;
    this.grace = grace;
    transport
        .draining()
        .whenDraining(
            draining ->
                AvailabilityChangeEvent.publish(
                    events,
                    transport,
                    draining ? ReadinessState.REFUSING_TRAFFIC : ReadinessState.ACCEPTING_TRAFFIC));
  }

  @Override
  public void start() {
    try {
      if (!transport.isListening()) {
        transport.listen();
      }
    } catch (IOException e) {
      throw new TransportStartException(transport.options().address(), e);
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    if (transport.isListening()) {
      transport.draining().run();
    }
    transport.suspend(grace);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Pausing a context would disconnect all clients. */
  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
