package io.iocp.completion.uring;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import java.util.ArrayDeque;

/**
 * Operations that the kernel does not hold and that complete with the next batch, so that none
 * completes within the call that submits it. Bounded by the operations. Owner thread only.
 */
final class PostedCompletions {

  /** An operation with the way it ended. */
  private record Ended(Operation operation, CompletionStatus status, long bytes, int nativeCode) {}

  private final ArrayDeque<Ended> all = new ArrayDeque<>();

  void add(Operation operation, CompletionStatus status, long bytes, int nativeCode) {
    all.add(new Ended(operation, status, bytes, nativeCode));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Completes those there are now.
   *
   * @return how many
   */
  int run() {
    int count = all.size();
    for (int i = 0; i < count; i++) {
      Ended ended = all.remove();
      ended.operation().complete(ended.status(), ended.bytes(), ended.nativeCode());
    }
    return count;
  }
}
