package io.iocp.benchmarks;

import io.iocp.benchmarks.client.LoadResult;

/**
 * One relay under one load in one round.
 *
 * @param cpuSeconds CPU time of the relay's process over the measured window
 * @param peakResidentBytes its largest resident set since its start
 * @param machineBusy share of the whole machine that was busy in the window, 0 to 1
 * @param otherCores processors that programs other than relay and client kept busy
 * @param seen what the load client saw
 */
record Measurement(
    double cpuSeconds,
    long peakResidentBytes,
    double machineBusy,
    double otherCores,
    LoadResult seen) {

  private static final double FULL = 0.9;
  private static final double QUIET_CORES = 0.15;
  private static final double BITS_PER_GIGABIT = 1e9;
  private static final double BYTES_PER_GIGABYTE = 1e9;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double BYTES_PER_MIB = 1 << 20;

  double cpuSecondsPerGigabyte() {
    return cpuSeconds * BYTES_PER_GIGABYTE / seen.bytes();
  }

  /** Gigabits of payload that one processor delivers in a second. */
  double gigabitsPerCore() {
    return seen.bytes() * 8 / BITS_PER_GIGABIT / cpuSeconds;
  }

  double cpuMicrosPerMessage() {
    return cpuSeconds * MICROS_PER_SECOND / seen.messages();
  }

  double p50Millis() {
    return seen.p50Nanos() / NANOS_PER_MILLI;
  }

  double p99Millis() {
    return seen.p99Nanos() / NANOS_PER_MILLI;
  }

  double peakResidentMib() {
    return peakResidentBytes / BYTES_PER_MIB;
  }

  /** Whether the relay had to wait for a processor, which changes what it does. */
  boolean machineFull() {
    return machineBusy > FULL;
  }

  /** Whether the machine was about as good as ours alone. */
  boolean quiet() {
    return otherCores <= QUIET_CORES;
  }

  /** Whether the load client may have been what limited the figures. */
  boolean clientSaturated() {
    return seen.busiestThread() > FULL;
  }
}
