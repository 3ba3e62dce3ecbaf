package io.iocp.streaming.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A loop that the test turns by hand: nothing runs before it says so. */
public final class ManualLoop implements SerialLoop {

  private record Delayed(Duration delay, Runnable task) {}

  private final Queue<Runnable> due = new ArrayDeque<>();
  private final List<Delayed> delayed = new ArrayList<>();
  private @Nullable Delayed periodic;
  private boolean stopped;

  @Override
  public void execute(Runnable task) {
    if (!stopped) {
      due.add(task);
    }
  }

  @Override
  public void executeAfter(Duration delay, Runnable task) {
    delayed.add(new Delayed(delay, task));
  }

  @Override
  public void executeEvery(Duration period, Runnable task) {
    periodic = new Delayed(period, task);
  }

  @Override
  public void stop() {
    runDue();
    stopped = true;
  }

  public boolean isStopped() {
    return stopped;
  }

  public void runDue() {
    for (Runnable task = due.poll(); task != null; task = due.poll()) {
      task.run();
    }
  }

  /** One period passes. */
  public Duration tick() {
    runDue();
    if (periodic == null) {
      throw new IllegalStateException("nothing is periodic");
    }
    periodic.task().run();
    return periodic.delay();
  }

  /** The only delayed task becomes due; returns how long it had to wait. */
  public Duration runDelayed() {
    runDue();
    if (delayed.size() != 1) {
      throw new IllegalStateException("delayed tasks: " + delayed);
    }
    Delayed next = delayed.remove(0);
    next.task().run();
    runDue();
    return next.delay();
  }

  /** All that is delayed becomes due, in the order in which it was asked for. */
  public void runAllDelayed() {
    runDue();
    List<Delayed> all = List.copyOf(delayed);
    delayed.clear();
    all.forEach(one -> one.task().run());
    runDue();
  }

  public int delayedTasks() {
    runDue();
    return delayed.size();
  }
}
