package io.iocp.connection;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.SimulatedWorker;
import io.iocp.time.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * One thread is all workers in turn, and time itself. Whoever waits has them live on meanwhile.
 * Which worker goes next is chance, and so is how long one keeps the others waiting.
 */
public final class SimulatedExecution implements Execution {

  private static final int MOST_STEPS = 2_000_000;
  private static final int LONGEST_NAP_MILLIS = 200;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SimulatedNetwork network;
  private final SimulatedPort port;
  private final int naps;
  private final Runnable afterStep;
  private final List<IoWorker> running = new ArrayList<>();
  private final List<IoWorker> ready = new ArrayList<>();
  private final long[] napEndNanos;
  private int steps;

  /**
   * @param naps chance, per mille, that a worker is not scheduled for a while after a turn
   * @param afterStep looks at what a turn has left behind
   */
  public SimulatedExecution(
      SimulatedNetwork network, SimulatedPort port, int naps, Runnable afterStep) {
    this.network = network;
    this.port = port;
    this.naps = naps;
    this.afterStep = afterStep;
    this.napEndNanos = new long[port.workers().size()];
    network.drive();
  }

  /** Starts a server whose workers run here. */
  public ConnectionServer start(ConnectionOptions options) {
    return ConnectionServer.start(port, options, network.clock(), this);
  }

  /** Timers that are set in a server beside the one of its access policy. */
  public static int timers(ConnectionServer server) {
    return server.timers().scheduled() - 1;
  }

  /** Sets a timer that nobody will ever cancel. */
  public static void forgetTimer(ConnectionServer server) {
    server
        .timers()
        .schedule(
            new TimerWheel.Timer() {
              @Override
              public void fired() {}
            },
            Long.MAX_VALUE);
  }

  /**
   * Lives on until the condition holds.
   *
   * @return whether it does within that time
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long deadline = now() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (now() >= deadline) {
        return false;
      }
      if (++steps > MOST_STEPS) {
        throw new IllegalStateException("it goes on for ever");
      }
      step(deadline);
    }
    return true;
  }

  private long now() {
    return network.clock().nanoTime();
  }

  private void step(long deadline) {
    long now = now();
    network.advanceTo(now);
    ready.clear();
    long next = Math.min(deadline, network.nextNanos());
    for (IoWorker worker : running) {
      long turn = nextTurn(worker);
      if (turn <= now) {
        ready.add(worker);
      }
      next = Math.min(next, turn);
    }
    if (ready.isEmpty()) {
      network.advanceTo(next);
    } else {
      turn(ready.get(network.below(ready.size())));
    }
  }

  private long nextTurn(IoWorker worker) {
    SimulatedWorker simulated = simulated(worker);
    long wanted = simulated.hasWork() ? 0 : simulated.wakeUpNanos();
    return Math.max(wanted, napEndNanos[worker.index()]);
  }

  private SimulatedWorker simulated(IoWorker worker) {
    return port.workers().get(worker.index());
  }

  private void turn(IoWorker worker) {
    boolean more = worker.turn();
    simulated(worker).leave();
    if (!more) {
      running.remove(worker);
    }
    if (network.chance(naps)) {
      napEndNanos[worker.index()] = now() + network.below(LONGEST_NAP_MILLIS) * NANOS_PER_MILLI;
    }
    afterStep.run();
  }

  @Override
  public void start(IoWorker worker) {
    running.add(worker);
  }

  @Override
  public boolean isRunning(IoWorker worker) {
    return running.contains(worker);
  }

  @Override
  public boolean join(IoWorker worker, Duration limit) {
    return runUntil(() -> !isRunning(worker), limit);
  }

  @Override
  public boolean await(CountDownLatch latch, Duration limit) {
    return runUntil(() -> latch.getCount() == 0, limit);
  }

  @Override
  public void sleep(Duration time) {
    runUntil(() -> false, time);
  }
}
