package io.iocp.testsupport;

import java.time.Duration;
import java.util.List;

/** The threads of transports in this process. */
public final class WorkerThreads {

  private WorkerThreads() {}

  /** Names of the I/O workers that run. */
  public static List<String> running() {
    return running("iocp-worker-");
  }

  private static List<String> running(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  /** Waits until none runs, for jobs neither: a test that stops its transports leaves none. */
  public static void awaitNone() {
    Patience.await("no worker thread is left")
        .pollDelay(Duration.ZERO)
        .until(
            () ->
                running().isEmpty()
                    && running("iocp-job-").isEmpty()
                    && running("iocp-handler-").isEmpty());
  }
}
