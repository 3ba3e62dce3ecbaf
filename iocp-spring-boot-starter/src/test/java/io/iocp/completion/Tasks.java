package io.iocp.completion;

import io.iocp.testsupport.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads of a test: closing waits for them and passes on what went wrong in them. */
final class Tasks implements AutoCloseable {

  private static final long LIMIT_SECONDS = Patience.SECONDS;

  private final List<FutureTask<?>> tasks = new ArrayList<>();

  /** Something that may fail. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  void start(Task task) {
    FutureTask<?> future =
        new FutureTask<>(
            () -> {
              task.run();
              return "done";
            });
    tasks.add(future);
    Thread thread = new Thread(future, "test-task-" + tasks.size());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    for (FutureTask<?> task : tasks) {
      try {
        task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError("a task of the test failed", e);
      }
    }
  }
}
