package io.iocp.connection;

/**
 * What is caught on a thread that must go on is told to whom the thread would have told it, had it
 * died: an application may want to end the process then (its default handler for uncaught
 * exceptions), because what other threads have lost is not known.
 */
final class OutOfMemory {

  private OutOfMemory() {}

  /** Tells, if that is what it is. Allocates nothing. */
  static void tell(Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }
}
