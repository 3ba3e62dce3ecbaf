package io.iocp.clients;

import io.iocp.connection.ConnectionServer;
import io.iocp.connection.DrainSnapshot;
import io.iocp.connection.DrainState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Disconnects all clients in order, and notifies whatever routes clients here. Any thread. */
public final class Draining {

  private final ConnectionServer connections;
  private final DrainOptions options;
  private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();

  /**
   * The draining of a transport, which makes this.
   *
   * @param connections its connections
   */
  public Draining(ConnectionServer connections, DrainOptions options) {
    this.connections = connections;
    this.options = options;
  }

  /**
   * Begins to disconnect the clients with 1001, one after the other and evenly over a time;
   * publishers and others that clients depend on come last. The listeners stay open; the options
   * say whether new clients are accepted meanwhile, and once all have been disconnected none is.
   *
   * @param over how long it may take, 0 or more; with few clients it takes less
   * @return whether it begins now; {@code false} when it has begun before
   */
  public boolean begin(Duration over) {
    if (over.isNegative()) {
      throw new IllegalArgumentException("over must not be negative: over=" + over);
    }
    if (connections.drainSnapshot().state() != DrainState.SERVING) {
      return false;
    }
    // Whatever routes clients has to stop sending them here before they are disconnected.
    listeners.forEach(listener -> listener.accept(true));
    return connections.drain(over, options.accepting());
  }

  /** Drains as the options say, and waits for that; an interrupted caller waits no longer. */
  public void run() {
    begin(options.time());
    try {
      connections.awaitDrained();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Cancels draining: clients are accepted again. Those that were disconnected stay so.
   *
   * @return whether there was something to cancel
   */
  public boolean cancel() {
    boolean cancelled = connections.cancelDrain();
    if (cancelled) {
      listeners.forEach(listener -> listener.accept(false));
    }
    return cancelled;
  }

  /** How far draining is. */
  public DrainSnapshot snapshot() {
    return connections.drainSnapshot();
  }

  /**
   * Adds a listener.
   *
   * @param listener gets {@code true} before draining begins, {@code false} when it was cancelled;
   *     on the thread that asks for it
   */
  public void whenDraining(Consumer<Boolean> listener) {
    listeners.add(listener);
  }
}
