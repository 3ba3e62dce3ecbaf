package io.iocp.completion;

import io.iocp.testsupport.Patience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for one operation to come home, and objects when it does so twice. */
final class Homecoming {

  private static final long LIMIT_SECONDS = Patience.SECONDS;

  private final CompletableFuture<Home> arrival = new CompletableFuture<>();

  /** How an operation came home. */
  record Home(CompletionStatus status, long bytes, int nativeCode) {}

  void arrived(CompletionStatus status, long bytes, int nativeCode) {
    if (!arrival.complete(new Home(status, bytes, nativeCode))) {
      throw new IllegalStateException("came home twice: status=" + status);
    }
  }

  boolean isHome() {
    return arrival.isDone();
  }

  Home await() {
    try {
      return arrival.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("did not come home within " + LIMIT_SECONDS + " s", e);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  CompletionStatus awaitStatus() {
    return await().status();
  }
}
