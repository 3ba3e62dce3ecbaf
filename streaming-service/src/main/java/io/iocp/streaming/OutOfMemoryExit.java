package io.iocp.streaming;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread has run out of memory, as {@code -XX:+ExitOnOutOfMemoryError} does
 * where somebody has thought of it: what other threads have lost is not known, and a server that
 * hangs is worse than one that is started anew.
 */
final class OutOfMemoryExit {

  private static final Logger logger = LoggerFactory.getLogger(OutOfMemoryExit.class);

  /** The code that the process ends with, the same as with the JVM's option. */
  static final int EXIT_CODE = 3;

  private OutOfMemoryExit() {}

  /** From now on; other exceptions that nobody catches go where they went before. */
  static void install() {
    loadWhatHaltingNeeds();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          haltIfOutOfMemory(failure);
          if (before != null) {
            before.uncaughtException(thread, failure);
          } else {
            logger.error("Thread {} ended", thread.getName(), failure);
          }
        });
  }

  private static void haltIfOutOfMemory(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      // No hooks: they need memory, and may wait for what will not come.
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /**
   * Classes are looked up and loaded when they are first used, which takes memory: so they are used
   * now. The JVM loads those that end a process for its hooks, and else only at the end.
   */
  private static void loadWhatHaltingNeeds() {
    haltIfOutOfMemory(new IllegalStateException("nothing has failed"));
    Runtime.getRuntime().removeShutdownHook(Thread.currentThread()); // Which is none.
  }
}
