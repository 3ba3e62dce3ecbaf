package io.iocp.completion;

import io.iocp.buffer.BufferPool;
import io.iocp.time.NanoClock;

/**
 * What a completion port is opened with.
 *
 * @param workers number of workers, 1 … 1,024
 * @param pool where receive buffers come from; made with the provider's {@link
 *     PortProvider#addresses()}
 * @param receiveBufferBytes capacity of a receive buffer, 1 … the pool's largest slot
 * @param receiveBuffersPerWorker buffers a worker keeps ready for the kernel where the kernel
 *     chooses (provided-buffer rings); a power of two, 1 … 32,768
 * @param clock monotonic time
 */
public record PortOptions(
    int workers,
    BufferPool pool,
    int receiveBufferBytes,
    int receiveBuffersPerWorker,
    NanoClock clock) {

  public PortOptions {
    if (workers < 1 || workers > 1024) {
      throw new IllegalArgumentException("workers must be 1 to 1024: workers=" + workers);
    }
    if (receiveBufferBytes < 1 || receiveBufferBytes > pool.largestBytes()) {
      throw new IllegalArgumentException(
          "receiveBufferBytes must fit the pool's largest slot: receiveBufferBytes="
              + receiveBufferBytes
              + ", largest="
              + pool.largestBytes());
    }
    if (receiveBuffersPerWorker < 1
        || receiveBuffersPerWorker > 32_768
        || Integer.bitCount(receiveBuffersPerWorker) != 1) {
      throw new IllegalArgumentException(
          "receiveBuffersPerWorker must be a power of two up to 32768: receiveBuffersPerWorker="
              + receiveBuffersPerWorker);
    }
  }
}
