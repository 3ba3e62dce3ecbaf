package io.iocp.tls;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SecurityLayer;
import io.iocp.job.JobQueue;
import io.iocp.job.JobQueueOptions;
import io.iocp.statistics.Counters;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the connections of one transport, to servers and from clients: what they share. The
 * arithmetic of handshakes has threads and a queue of its own, so that a flood of them takes
 * neither the I/O workers nor the threads of other jobs; files are read on one more thread.
 *
 * <p>Any thread.
 */
public final class Tls implements AutoCloseable {

  /** The only protocol spoken on top (RFC 7301). */
  private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};

  // Connections read one piece of a file at a time; beyond this they do it on their own thread.
  private static final int WAITING_READS = 256;
  private static final Duration STUCK_AFTER = Duration.ofMinutes(1);
  private static final Duration LAST_JOBS = Duration.ofSeconds(1);
  private static final int RESERVE_BYTES = 16 << 10;

  private final TlsOptions options;
  private final BufferPool pool;
  private final BufferWaiters waiters;
  // Guarded by reserveLock, but for what its borrower writes.
  private final @Nullable SharedBuffer reserve;
  private final Object reserveLock = new Object();
  private final HandshakeExecutor handshakes;
  private final HandshakeExecutor reads;
  private final Counters<TlsCounter> counters = new Counters<>(TlsCounter.class);
  private final Counters<TlsFailure> failures = new Counters<>(TlsFailure.class);
  private final Counters<TlsAlert> alertsSent = new Counters<>(TlsAlert.class);
  private final Counters<TlsAlert> alertsReceived = new Counters<>(TlsAlert.class);
  private volatile @Nullable SSLContext context;

  /**
   * Starts the threads of handshakes.
   *
   * @param context keys and certificates of the server's side; null if there is none
   * @param pool where buffers for records come from
   * @param nanoClock monotonic time
   */
  public Tls(
      @Nullable SSLContext context, TlsOptions options, BufferPool pool, LongSupplier nanoClock) {
    this(
        context,
        options,
        pool,
        queue("iocp-tls-handshake", threads(options), options.handshakeQueue(), nanoClock),
        queue("iocp-tls-file", 1, WAITING_READS, nanoClock));
  }

  Tls(
      @Nullable SSLContext context,
      TlsOptions options,
      BufferPool pool,
      HandshakeExecutor handshakes,
      HandshakeExecutor reads) {
    this.context = context;
    this.options = options;
    this.pool = pool;
    this.waiters = new BufferWaiters(pool, this::poolHasBuffers);
    waiters.start();
    this.reserve = pool.tryAcquire(Math.min(RESERVE_BYTES, pool.largestBytes()));
    this.handshakes = handshakes;
    this.reads = reads;
  }

  private static HandshakeExecutor queue(
      String threadName, int threads, int capacity, LongSupplier nanoClock) {
    return HandshakeExecutor.on(
        new JobQueue(
            threadName,
            new JobQueueOptions(threads, capacity, STUCK_AFTER, work -> work),
            nanoClock));
  }

  private static int threads(TlsOptions options) {
    return options.handshakeThreads() == 0
        ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
        : options.handshakeThreads();
  }

  /** Has new handshakes use other keys and certificates; connections that exist stay. */
  public void reload(SSLContext other) {
    context = other;
    counters.increment(TlsCounter.RELOADS);
  }

  /** The layer of connections that clients make to us. */
  public SecurityLayer.Factory server() {
    return link -> new TlsConnection(this, link, serverEngine());
  }

  /**
   * The layer of a connection that we make to a server, whose certificate must be trusted and name
   * it.
   */
  public SecurityLayer.Factory client(TlsPeer peer) {
    return link -> new TlsConnection(this, link, clientEngine(peer));
  }

  private SSLEngine serverEngine() {
    SSLEngine engine = Objects.requireNonNull(context, "no server here").createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(engine);
    parameters.setUseCipherSuitesOrder(true);
    switch (options.clientAuth()) {
      case NONE -> parameters.setWantClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLEngine clientEngine(TlsPeer peer) {
    SSLEngine engine = peer.trust().createSSLEngine(peer.host(), peer.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters(engine);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLParameters parameters(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(options.protocols().toArray(String[]::new));
    parameters.setCipherSuites(
        options.cipherSuites().isEmpty()
            ? Stream.of(parameters.getCipherSuites()).filter(Tls::isStrong).toArray(String[]::new)
            : options.cipherSuites().toArray(String[]::new));
    parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
    return parameters;
  }

  /**
   * Whether a session stays secret when a key becomes known later, and its records cannot be
   * changed or tried: forward secrecy and AEAD. The suites of TLS 1.3 name no key exchange.
   */
  static boolean isStrong(String suite) {
    boolean forwardSecret = suite.contains("DHE_") || !suite.contains("_WITH_");
    return forwardSecret && (suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_"));
  }

  /** All figures of this moment. */
  public TlsStatistics statistics() {
    return new TlsStatistics(
        counters.asMap(),
        failures.asMap(),
        alertsSent.asMap(),
        alertsReceived.asMap(),
        handshakes.snapshot());
  }

  /** Ends the threads; after the last connection is gone. */
  @Override
  public void close() {
    try {
      handshakes.stop(LAST_JOBS);
      reads.stop(LAST_JOBS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiters.close();
    if (reserve != null) {
      reserve.release();
    }
  }

  BufferPool pool() {
    return pool;
  }

  /**
   * The one buffer that is kept for records when everything else waits to be sealed: without it
   * nothing could go out, and nothing that goes out would give a buffer back.
   *
   * @return it, with a reference, or null while it is on its way to somebody
   */
  @Nullable SharedBuffer tryBorrowReserve() {
    SharedBuffer kept = reserve;
    if (kept == null) {
      return null;
    }
    synchronized (reserveLock) {
      if (kept.references() > 1) {
        return null;
      }
      kept.retain();
    }
    kept.memory().clear();
    return kept;
  }

  /** Any thread: connections are woken in their own contexts. */
  private void poolHasBuffers() {
    waiters.retry();
  }

  BufferWaiters waiters() {
    return waiters;
  }

  /** Has a step of a handshake done; answers whether it will be. */
  boolean tryHandshake(Runnable step) {
    return handshakes.tryDo("TLS handshake", step);
  }

  /** Has a piece of a file read; answers whether it will be. */
  boolean tryRead(Runnable read) {
    return reads.tryDo("reading a file for TLS", read);
  }

  void count(TlsCounter counter) {
    counters.increment(counter);
  }

  void count(TlsFailure failure) {
    failures.increment(failure);
  }

  void countSent(TlsAlert alert) {
    failures.increment(TlsFailure.ALERT_SENT);
    alertsSent.increment(alert);
  }

  void countReceived(TlsAlert alert) {
    failures.increment(TlsFailure.ALERT_RECEIVED);
    alertsReceived.increment(alert);
  }
}
