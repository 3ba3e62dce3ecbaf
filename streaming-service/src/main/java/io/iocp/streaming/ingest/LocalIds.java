package io.iocp.streaming.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** Ids of publishers that are no clients; those of clients are above zero. Any thread. */
public final class LocalIds {

  private static final AtomicLong LAST = new AtomicLong();

  private LocalIds() {}

  /** An id that nobody else in this process has, below zero. */
  public static long next() {
    return LAST.decrementAndGet();
  }
}
