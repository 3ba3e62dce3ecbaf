package io.iocp.connection;

import io.iocp.completion.PortWorker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many connections there are, and where: from acceptance to their last call, those not yet
 * registered included; outbound ones from the attempt on.
 *
 * <p>Any thread.
 */
final class ConnectionLoad {

  private final List<? extends PortWorker> workers;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final AtomicIntegerArray countByWorker;

  ConnectionLoad(List<? extends PortWorker> workers) {
    this.workers = workers;
    this.countByWorker = new AtomicIntegerArray(workers.size());
  }

  /** The worker that has fewest. */
  PortWorker leastLoadedWorker() {
    int best = 0;
    for (int i = 1; i < countByWorker.length(); i++) {
      if (countByWorker.get(i) < countByWorker.get(best)) {
        best = i;
      }
    }
    return workers.get(best);
  }

  /** The worker has one more. */
  void join(PortWorker worker) {
    countByWorker.incrementAndGet(worker.index());
    peak.accumulateAndGet(count.incrementAndGet(), Math::max);
  }

  /** One of this worker's is not there, or no longer. */
  void leave(int worker) {
    countByWorker.decrementAndGet(worker);
    count.decrementAndGet();
  }

  int count() {
    return count.get();
  }

  /** Most at once. */
  int peak() {
    return peak.get();
  }

  int count(int worker) {
    return countByWorker.get(worker);
  }
}
