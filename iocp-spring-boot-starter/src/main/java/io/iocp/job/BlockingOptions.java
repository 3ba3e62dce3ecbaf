package io.iocp.job;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What handlers run on that may block.
 *
 * @param threads most handlers that run at once, 1 … 1,024; or 0 for 16, and for 1,024 where the
 *     threads cost next to nothing
 * @param capacity handshakes that may wait
 * @param light makes threads that cost next to nothing, such as virtual ones; null for platform
 *     threads
 */
public record BlockingOptions(int threads, int capacity, @Nullable ThreadFactory light) {

  private static final int PLATFORM_THREADS = 16;

  /** 16 platform threads, 1,000 waiting handshakes. */
  public static final BlockingOptions DEFAULTS = new BlockingOptions(0, 1000, null);

  public BlockingOptions {
    if (threads < 0 || threads > JobQueueOptions.MAXIMUM_WORKERS) {
      throw new IllegalArgumentException(
          "threads must be 0 to " + JobQueueOptions.MAXIMUM_WORKERS + ": threads=" + threads);
    }
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be positive: capacity=" + capacity);
    }
  }

  /**
   * The options of their queue.
   *
   * @param stuckAfter time after which it counts as stuck
   * @param context what goes with a job to its worker
   */
  public JobQueueOptions queue(Duration stuckAfter, JobContext context) {
    int usual = light == null ? PLATFORM_THREADS : JobQueueOptions.MAXIMUM_WORKERS;
    return new JobQueueOptions(threads == 0 ? usual : threads, capacity, stuckAfter, context);
  }
}
