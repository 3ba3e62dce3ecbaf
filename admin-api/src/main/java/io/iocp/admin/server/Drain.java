package io.iocp.admin.server;

import io.iocp.ClientSnapshot;
import io.iocp.IocpTransport;
import io.iocp.admin.live.Ticking;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Takes the server out of service and back: its readiness falls, so that whatever spreads clients
 * over servers sends no more, and its clients are asked to leave little by little, so that they do
 * not all come to the next server at once.
 *
 * <p>Any thread.
 */
final class Drain implements Ticking {

  private static final CloseStatus LEAVE =
      new CloseStatus(CloseCode.GOING_AWAY, "server is being drained");
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final IocpTransport transport;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  // Guarded by this.
  private @Nullable Instant since;
  private @Nullable Instant disconnectUntil;

  Drain(IocpTransport transport, ApplicationEventPublisher events, InstantSource clock) {
    this.transport = transport;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Drains, or goes on with another time for the clients.
   *
   * @param disconnectOver time over which the clients are disconnected; null if they may stay
   */
  synchronized DrainView on(@Nullable Duration disconnectOver) {
    Instant now = clock.instant();
    if (since == null) {
      since = now;
      AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
    }
    disconnectUntil = disconnectOver == null ? null : now.plus(disconnectOver);
    return view();
  }

  /** Serves again; who has been disconnected comes back by itself. */
  synchronized DrainView off() {
    if (since != null) {
      since = null;
      disconnectUntil = null;
      AvailabilityChangeEvent.publish(events, this, ReadinessState.ACCEPTING_TRAFFIC);
    }
    return view();
  }

  synchronized DrainView view() {
    return new DrainView(since != null, since, disconnectUntil, transport.clientCount());
  }

  @Override
  public Duration period() {
    return PERIOD;
  }

  /** Disconnects as many as it takes to be done in time at this pace. */
  @Override
  public void tick() {
    Instant until;
    synchronized (this) {
      until = disconnectUntil;
    }
    if (until == null) {
      return;
    }
    long ticksLeft = Math.max(0, Duration.between(clock.instant(), until).toSeconds()) + 1;
    long now = (transport.clientCount() + ticksLeft - 1) / ticksLeft;
    for (ClientSnapshot client : transport.clients(0, Math.toIntExact(now))) {
      transport.disconnect(client.connection().id(), LEAVE);
    }
  }
}
