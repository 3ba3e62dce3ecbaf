package io.iocp.completion.uring;

import java.util.ArrayList;
import java.util.List;

/** What failed and is tried again when its time has come. Owner thread only. */
final class Retries {

  /** Something that failed. */
  interface Retry {

    long retryAtNanos();

    void retry();
  }

  private final List<Retry> all = new ArrayList<>();

  void add(Retry retry) {
    all.add(retry);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Time until the next one is due, at most so much. */
  long untilNextNanos(long nowNanos, long mostNanos) {
    long nanos = mostNanos;
    for (Retry retry : all) {
      nanos = Math.min(nanos, Math.max(0, retry.retryAtNanos() - nowNanos));
    }
    return nanos;
  }

  /** Tries again what is due. */
  void run(long nowNanos) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Retry retry = all.get(i);
      if (retry.retryAtNanos() - nowNanos <= 0) {
        all.remove(i);
        retry.retry();
      }
    }
  }
}
