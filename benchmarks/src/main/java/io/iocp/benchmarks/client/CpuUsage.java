package io.iocp.benchmarks.client;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.LongStream;

/** What the client itself has used of the CPU, to show whether it was the bottleneck. */
final class CpuUsage {

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final long[] threadIds;

  CpuUsage(List<Thread> watched) {
    threadIds = watched.stream().mapToLong(Thread::getId).toArray();
  }

  Sample sample(long nowNanos) {
    return new Sample(
        nowNanos,
        process.getProcessCpuTime(),
        LongStream.of(threads.getThreadCpuTime(threadIds)).boxed().toList());
  }

  /** CPU times at one moment. */
  record Sample(long nowNanos, long processNanos, List<Long> threadNanos) {

    double coresSince(Sample earlier) {
      return (double) (processNanos - earlier.processNanos) / (nowNanos - earlier.nowNanos);
    }

    double busiestThreadSince(Sample earlier) {
      long busiestNanos = 0;
      for (int i = 0; i < threadNanos.size(); i++) {
        busiestNanos = Math.max(busiestNanos, threadNanos.get(i) - earlier.threadNanos.get(i));
      }
      return (double) busiestNanos / (nowNanos - earlier.nowNanos);
    }
  }
}
