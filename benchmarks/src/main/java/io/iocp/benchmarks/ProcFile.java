package io.iocp.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The few figures that are read from Linux's {@code /proc}; see proc(5). */
final class ProcFile {

  /** USER_HZ, the unit of CPU times in {@code /proc}, is 100 on every Linux that Java runs on. */
  private static final int TICKS_PER_SECOND = 100;

  private static final int BYTES_PER_KIB = 1024;

  /** Positions behind the parenthesised command name of {@code /proc/pid/stat}. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  private ProcFile() {}

  /** User and system time of a process over all its threads, those that have ended included. */
  static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
  }

  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    return (double) ticks / TICKS_PER_SECOND;
  }

  /** The largest resident set so far. */
  static long peakResidentBytes(long pid) throws IOException {
    return statusBytes(pid, "VmHWM:");
  }

  /** The resident set now. */
  static long residentBytes(long pid) throws IOException {
    return statusBytes(pid, "VmRSS:");
  }

  private static long statusBytes(long pid, String key) throws IOException {
    return statusBytes(Files.readString(Path.of("/proc", Long.toString(pid), "status")), key);
  }

  static long statusBytes(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * BYTES_PER_KIB)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + key + " in a process status"));
  }

  /** Time that all processors together have spent so far, busy and in all. */
  static MachineTime machineTime() throws IOException {
    return machineTime(Files.readString(Path.of("/proc/stat")));
  }

  static MachineTime machineTime(String stat) {
    long[] ticks =
        Arrays.stream(stat.lines().findFirst().orElseThrow().split(" +", -1))
            .skip(1)
            .limit(8) // user nice system idle iowait irq softirq steal; guest times are in user
            .mapToLong(Long::parseLong)
            .toArray();
    long all = Arrays.stream(ticks).sum();
    return new MachineTime(all - ticks[3] - ticks[4], all);
  }

  /** Clock ticks of the whole machine. */
  record MachineTime(long busyTicks, long allTicks) {

    /** The busy share since an earlier moment, 0 to 1. */
    double busySince(MachineTime earlier) {
      return (double) (busyTicks - earlier.busyTicks) / Math.max(1, allTicks - earlier.allTicks);
    }
  }
}
