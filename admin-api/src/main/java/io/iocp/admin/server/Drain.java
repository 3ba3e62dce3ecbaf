package io.iocp.admin.server;

import io.iocp.IocpTransport;
import io.iocp.connection.DrainSnapshot;
import io.iocp.connection.DrainState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Takes the server out of service and back: its readiness falls, so that whatever spreads clients
 * over servers sends no more, and the transport lets its clients go, as it does when it stops, if
 * they are not to stay.
 *
 * <p>Any thread.
 */
final class Drain {

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
    transport.draining().whenDraining(this::changed);
  }

  /** Whoever asked for it: when the transport stops, that is shown as well. */
  private void changed(boolean draining) {
    boolean unused = draining ? begin() : end();
  }

  /**
   * Drains; clients that might stay so far are let go when a time is given. Nothing changes once
   * they are.
   *
   * @param disconnectOver time over which the clients are told to leave; null if they may stay
   */
  DrainView on(@Nullable Duration disconnectOver) {
    if (disconnectOver != null) {
      transport.draining().begin(disconnectOver);
    } else if (begin()) {
      AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
    }
    return view();
  }

  /** Serves again; who has been told to leave comes back by itself. */
  DrainView off() {
    if (!transport.draining().cancel() && end()) {
      AvailabilityChangeEvent.publish(events, this, ReadinessState.ACCEPTING_TRAFFIC);
    }
    return view();
  }

  private synchronized boolean begin() {
    if (since != null) {
      return false;
    }
    since = clock.instant();
    return true;
  }

  private synchronized boolean end() {
    if (since == null) {
      return false;
    }
    since = null;
    disconnectUntil = null;
    return true;
  }

  synchronized DrainView view() {
    DrainSnapshot drain = transport.draining().snapshot();
    boolean leaving = since != null && drain.state() != DrainState.SERVING;
    if (since != null && drain.state() == DrainState.DRAINING) {
      disconnectUntil = clock.instant().plusNanos(drain.remainingNanos());
    }
    return new DrainView(
        since != null,
        since,
        disconnectUntil,
        leaving ? drain.told() : 0,
        leaving ? drain.total() : 0,
        transport.clients().count());
  }
}
