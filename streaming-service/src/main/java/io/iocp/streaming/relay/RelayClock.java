package io.iocp.streaming.relay;

/** Monotonic time, injected so that tests drive it. */
@FunctionalInterface
public interface RelayClock {

  /** Nanoseconds since some fixed moment; only differences mean something. */
  long nanoTime();

  /** The machine's monotonic clock. */
  static RelayClock system() {
    return System::nanoTime;
  }
}
