package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import io.iocp.access.AccessRefusal;
import io.iocp.completion.AcceptFlow;
import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.PortWorker;
import io.iocp.completion.StreamChannel;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts on one listener: lets in whom the access policy lets in. On the listener's worker. */
final class Acceptor extends AcceptFlow {

  private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

  private final ConnectionServer server;
  private final SecurityLayer.@Nullable Factory security;
  private final Supplier<ConnectionHandler> handlers;
  private long nextWarningNanos;

  Acceptor(
      ConnectionServer server,
      SecurityLayer.@Nullable Factory security,
      Supplier<ConnectionHandler> handlers) {
    this.server = server;
    this.security = security;
    this.handlers = handlers;
    this.nextWarningNanos = server.clock().nanoTime();
  }

  @Override
  protected void accepted(AcceptedSocket socket) {
    AccessPolicy policy = server.accessPolicy();
    if (!server.isAccepting()) {
      policy.refused(AccessRefusal.DRAINING);
      socket.reject();
      return;
    }
    if (policy.admit(socket.remoteAddress().getAddress(), server.connectionCount()) != null) {
      socket.reject();
      return;
    }
    server.counters().increment(ConnectionCounter.ACCEPTED);
    PortWorker worker = server.population().leastLoadedWorker();
    server.population().join(worker);
    socket.open(worker, this::opened);
  }

  private void opened(StreamChannel channel) {
    server.register(channel, false, security, handlers);
  }

  @Override
  protected void acceptFailed(CompletionStatus status, int nativeCode) {
    server.counters().increment(ConnectionCounter.ACCEPT_FAILED);
    long now = server.clock().nanoTime();
    if (status == CompletionStatus.RESET) {
      logger.debug("A peer reset its connection before it was accepted");
    } else if (now - nextWarningNanos >= 0) {
      // The engine tries again shortly; what keeps failing must not fill the log.
      nextWarningNanos = now + WARNING_INTERVAL.toNanos();
      logger.warn("Accept failed: {} (native code {})", status, nativeCode);
    }
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    if (status != CompletionStatus.ABORTED) {
      logger.error("Accepting ended: {} (native code {})", status, nativeCode);
    }
  }
}
