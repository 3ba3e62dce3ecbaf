package io.iocp.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The threads of a queue's workers, each at its worker's index. Guarded by the queue's lock. */
final class WorkerThreads {

  private final String name;
  private final ThreadFactory factory;
  private final IntConsumer work;
  private final List<@Nullable Thread> threads = new ArrayList<>();

  WorkerThreads(String name, @Nullable ThreadFactory factory, IntConsumer work) {
    this.name = name;
    this.factory = factory == null ? Thread::new : factory;
    this.work = work;
  }

  /** Has the first workers run that do not. */
  void start(int number) {
    for (int i = 0; i < number; i++) {
      if (i == threads.size()) {
        threads.add(null);
      }
      // One that is about to go, but still at a job, just stays.
      if (threads.get(i) == null) {
        threads.set(i, start(i, name + "-" + i));
      }
    }
  }

  private Thread start(int index, String threadName) {
    Thread thread = factory.newThread(() -> work.accept(index));
    thread.setName(threadName);
    // A job that does not end must not keep the process.
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** This worker's thread ends. */
  void ends(int index) {
    threads.set(index, null);
  }

  boolean areAny() {
    return threads.stream().anyMatch(Objects::nonNull);
  }
}
