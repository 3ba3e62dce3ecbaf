package io.iocp;

import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.buffer.BufferPool;
import io.iocp.connection.SecurityLayer;
import io.iocp.time.NanoClock;
import io.iocp.tls.Tls;
import io.iocp.tls.TlsOptions;
import io.iocp.tls.TlsPeer;
import io.iocp.tls.TlsStatistics;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A transport's TLS: with a server's certificates from the start, else made for the first
 * connection to others, with threads of its own. Any thread.
 */
final class TransportTls implements AutoCloseable {

  private final boolean serving;
  private final BufferPool pool;
  private final NanoClock clock;
  private volatile @Nullable Tls tls;

  // Guarded by this.
  private boolean closed;

  /**
   * @param settings for the listeners; null if they do without
   */
  TransportTls(@Nullable TlsSettings settings, BufferPool pool, NanoClock clock) {
    this.serving = settings != null;
    this.pool = pool;
    this.clock = clock;
    this.tls =
        settings == null
            ? null
            : new Tls(settings.context(), settings.options(), pool, clock::nanoTime);
  }

  /**
   * What a listener speaks that wants TLS.
   *
   * @throws IllegalStateException when there is no certificate
   */
  SecurityLayer.Factory serverOf(InetSocketAddress listener) {
    SecurityLayer.Factory security = server();
    if (security == null) {
      throw new IllegalStateException(
          "the listener on " + listener + " requires TLS, but the transport has no certificate");
    }
    return security;
  }

  /** For connections that are accepted; null if they do without. */
  SecurityLayer.@Nullable Factory server() {
    return serving ? made().server() : null;
  }

  /** For a connection to this peer; null if it does without. */
  SecurityLayer.@Nullable Factory client(@Nullable TlsPeer peer) {
    return peer == null ? null : made().client(peer);
  }

  void reload(SSLContext context) {
    if (!serving) {
      throw new IllegalStateException("the transport has no TLS");
    }
    made().reload(context);
  }

  Optional<TlsStatistics> statistics() {
    return Optional.ofNullable(tls).map(Tls::statistics);
  }

  private synchronized Tls made() {
    Tls existing = tls;
    if (existing != null) {
      return existing;
    }
    if (closed) {
      throw new IllegalStateException("a stopped transport cannot connect");
    }
    Tls made = new Tls(null, TlsOptions.DEFAULTS, pool, clock::nanoTime);
    tls = made;
    return made;
  }

  /** Ends its threads; none are made any more. */
  @Override
  public synchronized void close() {
    closed = true;
    Tls made = tls;
    if (made != null) {
      made.close();
    }
  }
}
