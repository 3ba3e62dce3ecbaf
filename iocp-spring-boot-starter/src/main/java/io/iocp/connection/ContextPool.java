package io.iocp.connection;

import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contexts of connections that are gone, kept for those that come: a bounded list, the one used
 * last first. One that finds none is made anew, and one too many is left to the garbage collector.
 *
 * <p>Any thread.
 */
final class ContextPool {

  private static final Logger logger = LoggerFactory.getLogger(ContextPool.class);

  // Guarded by this.
  private final ArrayDeque<ConnectionContext> free = new ArrayDeque<>();
  private int maximumFree;
  private long made;

  ContextPool(int maximumFree) {
    this.maximumFree = maximumFree;
  }

  /** Keeps at most this many from now on; those beyond are given up. */
  synchronized void maximumFree(int contexts) {
    maximumFree = contexts;
    while (free.size() > maximumFree) {
      free.removeLast();
    }
  }

  /** A context that is nobody's. */
  synchronized ConnectionContext take() {
    ConnectionContext context = free.poll();
    if (context == null) {
      made++;
      return new ConnectionContext();
    }
    return context;
  }

  /** The context's connection is gone, and has ended it. */
  void giveBack(ConnectionContext context) {
    if (!context.isFree()) {
      // The port broke its promise that a close completes last: its memory must not be another's.
      logger.error("Connection context released with operations in flight: it is not reused");
      return;
    }
    synchronized (this) {
      if (free.size() < maximumFree) {
        free.push(context);
      }
    }
  }

  synchronized int free() {
    return free.size();
  }

  /** Contexts made so far, since there was none free. */
  synchronized long made() {
    return made;
  }
}
