package io.iocp.completion;

/**
 * One loop that dequeues completions. The thread that calls {@link #dequeue} first owns the worker
 * for good: I/O is issued by that thread, and some kernels tie it to its issuer.
 */
public interface PortWorker {

  /** 0 … number of workers − 1. */
  int index();

  /** Whether the calling thread is the worker's. */
  boolean isCurrent();

  /**
   * Hands prepared operations to the kernel, waits for completions or packets, dispatches all there
   * are. Owner thread only.
   *
   * @param timeoutNanos longest wait; 0 does not wait
   * @return completions and packets dispatched
   */
  int dequeue(long timeoutNanos);

  /** The clock's value when the current batch was dequeued. Owner thread only. */
  long batchNanos();

  /**
   * Posts a packet to the worker and wakes it if it waits. Any thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean post(Packet packet);
}
