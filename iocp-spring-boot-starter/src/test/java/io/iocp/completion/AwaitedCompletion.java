package io.iocp.completion;

import io.iocp.testsupport.Patience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for one operation to complete, and throws if it completes twice. */
final class AwaitedCompletion {

  private static final long LIMIT_SECONDS = Patience.SECONDS;

  private final CompletableFuture<Outcome> completion = new CompletableFuture<>();

  /** How an operation completed. */
  record Outcome(CompletionStatus status, long bytes, int nativeCode) {}

  void arrived(CompletionStatus status, long bytes, int nativeCode) {
    if (!completion.complete(new Outcome(status, bytes, nativeCode))) {
      throw new IllegalStateException("completed twice: status=" + status);
    }
  }

  boolean isHome() {
    return completion.isDone();
  }

  Outcome await() {
    try {
      return completion.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("did not complete within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  CompletionStatus awaitStatus() {
    return await().status();
  }
}
