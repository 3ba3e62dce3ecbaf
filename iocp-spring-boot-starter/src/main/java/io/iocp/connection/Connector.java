package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections to peers, and knows the attempts that are under way.
 *
 * <p>Any thread.
 */
final class Connector {

  private static final Logger logger = LoggerFactory.getLogger(Connector.class);

  private final CompletionPort port;
  private final AccessPolicy policy;
  private final Connections connections;
  private final Set<Connecting> attempts = ConcurrentHashMap.newKeySet();

  Connector(CompletionPort port, AccessPolicy policy, Connections connections) {
    this.port = port;
    this.policy = policy;
    this.connections = connections;
  }

  /** As {@link ConnectionServer#connect}. */
  ConnectAttempt connect(
      InetSocketAddress remote,
      SocketOptions socketOptions,
      Duration timeout,
      SecurityLayer.@Nullable Factory security,
      Supplier<? extends ConnectionHandler> handlers,
      Consumer<ConnectOutcome> ended) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
    }
    ConnectionLoad load = connections.load();
    PortWorker worker = load.leastLoadedWorker();
    Connecting attempt =
        new Connecting(
            connections,
            port,
            worker,
            remote,
            socketOptions,
            timeout,
            security,
            handlers,
            (over, outcome) -> ended(over, outcome, ended));
    if (connections.isStopping()) {
      ended(attempt, ConnectOutcome.STOPPED, ended);
      return attempt;
    }
    if (load.count() >= policy.limits().maximumConnections()) {
      ended(attempt, ConnectOutcome.TOO_MANY, ended);
      return attempt;
    }
    load.join(worker);
    attempts.add(attempt);
    attempt.begin();
    if (connections.isStopping()) {
      // Begun after the others were called off.
      attempt.giveUp(ConnectOutcome.STOPPED);
    }
    return attempt;
  }

  /** The server stops: all attempts are called off. */
  void stopping() {
    attempts.forEach(attempt -> attempt.giveUp(ConnectOutcome.STOPPED));
  }

  /** An attempt is over. A failure of whoever is told is logged and counted. */
  private void ended(Connecting attempt, ConnectOutcome outcome, Consumer<ConnectOutcome> ended) {
    attempts.remove(attempt);
    connections
        .counters()
        .increment(
            outcome == ConnectOutcome.CONNECTED
                ? ConnectionCounter.CONNECTED
                : ConnectionCounter.CONNECT_FAILED);
    try {
      ended.accept(outcome);
    } catch (Throwable e) {
      connections.counters().increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Connect callback failed for {}", outcome, e);
    }
  }
}
