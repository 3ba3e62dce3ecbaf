package io.iocp.http.gateway;

import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.http.protocol.RequestHead;
import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has requests answered by one web server, the only one that can be reached through it: where that
 * is, no request says.
 *
 * <pre>
 *   client ══▶ Passing ── request ──▶ Upstream ══▶ web server
 *          ◀══         ◀── response ──          ◀══
 *                Upstreams: connections kept for the next request
 * </pre>
 *
 * <p>Bodies go through piece by piece; the side that is not read stops the other one being read.
 * Any thread.
 */
public final class Gateway {

  private static final Duration TICK = Duration.ofSeconds(1);

  private final BufferPool pool;
  private final GatewayOptions options;
  private final NanoClock clock;
  private final Upstreams upstreams;
  private final Set<Passing> passing = ConcurrentHashMap.newKeySet();
  private final Counters<GatewayCounter> counters = new Counters<>(GatewayCounter.class);
  private final Counters<GatewayFailure> failures = new Counters<>(GatewayFailure.class);

  /**
   * @param connector connects to the web server
   */
  public Gateway(BufferPool pool, GatewayOptions options, Connector connector, NanoClock clock) {
    this.pool = pool;
    this.options = options;
    this.clock = clock;
    this.upstreams = new Upstreams(this, connector, options.maximumConnections());
  }

  /** What connects to the web server: where that is, and for how long to try, is decided there. */
  @FunctionalInterface
  public interface Connector {

    /** See {@link io.iocp.connection.ConnectionServer#connect}. */
    ConnectAttempt connect(
        Supplier<? extends ConnectionHandler> handlers, Consumer<ConnectOutcome> ended);
  }

  /** Where a connection goes on once its request has been answered. In its context. */
  public interface NextRequest {

    /**
     * The client may send another request.
     *
     * @param unread what came of it already, in order, with its references
     */
    void next(Connection connection, List<SharedBuffer> unread);
  }

  /**
   * The protocol of a client's connection for one request.
   *
   * @param trusted the field in which a trusted proxy, which sent the request, names clients;
   *     {@code NONE} if it came from anybody else
   * @param next where the connection goes on if it is kept
   */
  public ConnectionHandler pass(RequestHead head, ForwardedHeader trusted, NextRequest next) {
    return new Passing(this, head, trusted, next);
  }

  /** Has its deadlines looked at, once a second from now on. */
  public void watchTime(TimerWheel timers) {
    new Ticker(timers).schedule();
  }

  /** Ends what has taken too long, and the connections that were not used for long. */
  void tick() {
    long now = clock.nanoTime();
    passing.forEach(each -> each.check(now));
    upstreams.expire(now);
  }

  /** Whether a connection that the web server has accepted from this address is one of these. */
  public boolean isOwn(InetSocketAddress peer) {
    return upstreams.isOwn(peer);
  }

  // ── figures ───────────────────────────────────────────────────────────────────────────────────

  public GatewayOptions options() {
    return options;
  }

  /** How often each of these has happened. */
  public long count(GatewayCounter counter) {
    return counters.count(counter);
  }

  /** How often requests have failed for each cause. */
  public Map<GatewayFailure, Long> failures() {
    return failures.asMap();
  }

  /** Connections to the web server now, those that are being made too. */
  public int connections() {
    return upstreams.connections();
  }

  /** Those of them that wait for a request. */
  public int idleConnections() {
    return upstreams.idle();
  }

  // ── for its parts ─────────────────────────────────────────────────────────────────────────────

  BufferPool pool() {
    return pool;
  }

  NanoClock clock() {
    return clock;
  }

  Upstreams upstreams() {
    return upstreams;
  }

  void begun(Passing one) {
    counters.increment(GatewayCounter.REQUESTS);
    passing.add(one);
  }

  void ended(Passing one) {
    passing.remove(one);
  }

  void count(GatewayFailure failure) {
    failures.increment(failure);
  }

  void increment(GatewayCounter counter) {
    counters.increment(counter);
  }

  private final class Ticker extends TimerWheel.Timer {

    private final TimerWheel timers;

    Ticker(TimerWheel timers) {
      this.timers = timers;
    }

    void schedule() {
      timers.schedule(this, clock.nanoTime() + TICK.toNanos());
    }

    @Override
    public void fired() {
      tick();
      schedule();
    }
  }
}
