package io.iocp;

import io.iocp.connection.ConnectionServer;
import io.iocp.connection.DrainState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Letting the clients go, and telling whoever sends clients here. Any thread. */
final class Draining {

  private final ConnectionServer connections;
  private final DrainOptions options;
  private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();

  Draining(ConnectionServer connections, DrainOptions options) {
    this.connections = connections;
    this.options = options;
  }

  /** Begins; answers whether it had not begun before. */
  boolean begin(Duration over) {
    if (over.isNegative()) {
      throw new IllegalArgumentException("over must not be negative: over=" + over);
    }
    if (connections.drainSnapshot().state() != DrainState.SERVING) {
      return false;
    }
    // First of all nobody should be sent here any more.
    listeners.forEach(listener -> listener.accept(true));
    return connections.drain(over, options.accepting());
  }

  /** Calls it off; answers whether there was something to call off. */
  boolean cancel() {
    boolean cancelled = connections.cancelDrain();
    if (cancelled) {
      listeners.forEach(listener -> listener.accept(false));
    }
    return cancelled;
  }

  void tell(Consumer<Boolean> listener) {
    listeners.add(listener);
  }

  /** Lets all go as the options say, and waits for that unless interrupted. */
  void drainAll() {
    begin(options.time());
    try {
      connections.awaitDrained();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
