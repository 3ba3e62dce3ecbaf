package io.iocp.time;

/** Monotonic time. Everything that measures or waits takes one, so that tests drive time. */
@FunctionalInterface
public interface NanoClock {

  /** Nanoseconds since some fixed moment; only differences mean something. */
  long nanoTime();

  /** The machine's monotonic clock. */
  static NanoClock system() {
    return System::nanoTime;
  }
}
