package io.iocp.admin.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import org.jspecify.annotations.Nullable;

/** What the process takes of the machine, as the JVM tells it. */
final class ProcessLoad {

  private ProcessLoad() {}

  /** The share of all processors, from 0 to 1; null while the JVM does not know. */
  static @Nullable Double cpu() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      double share = system.getProcessCpuLoad();
      return share >= 0 ? share : null;
    }
    return null;
  }

  static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }
}
