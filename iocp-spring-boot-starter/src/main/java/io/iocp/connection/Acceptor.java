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

  private final Connections connections;
  private final Drain drain;
  private final SecurityLayer.@Nullable Factory security;
  private final Supplier<ConnectionHandler> handlers;
  private long nextWarningNanos;

  Acceptor(
      Connections connections,
      Drain drain,
      SecurityLayer.@Nullable Factory security,
      Supplier<ConnectionHandler> handlers) {
    this.connections = connections;
    this.drain = drain;
    this.security = security;
    this.handlers = handlers;
    this.nextWarningNanos = connections.clock().nanoTime();
  }

  @Override
  protected void accepted(AcceptedSocket socket) {
    AccessPolicy policy = connections.accessPolicy();
    if (!drain.isAccepting()) {
      policy.refused(AccessRefusal.DRAINING);
      socket.reject();
      return;
    }
    if (policy.admit(socket.remoteAddress().getAddress(), connections.load().count()) != null) {
      socket.reject();
      return;
    }
    connections.counters().increment(ConnectionCounter.ACCEPTED);
    PortWorker worker = connections.load().leastLoadedWorker();
    connections.load().join(worker);
    socket.open(worker, this::opened);
  }

  private void opened(StreamChannel channel) {
    connections.register(channel, false, security, handlers);
  }

  @Override
  protected void acceptFailed(CompletionStatus status, int nativeCode) {
    connections.counters().increment(ConnectionCounter.ACCEPT_FAILED);
    long now = connections.clock().nanoTime();
    if (status == CompletionStatus.RESET) {
      logger.debug("Peer reset its connection before it was accepted");
    } else if (now - nextWarningNanos >= 0) {
      // The engine tries again shortly; what keeps failing must not fill the log.
      nextWarningNanos = now + WARNING_INTERVAL.toNanos();
      logger.warn("Accept failed: {} (native code {})", status, nativeCode);
    }
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    if (status != CompletionStatus.ABORTED) {
      logger.error(
          "Listener failed, no more connections are accepted: {} (native code {})",
          status,
          nativeCode);
    }
  }
}
