package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is to be tried again in a moment: packets that run, every 50 ms or so, until they are
 * forgotten. Two things need it. A socket that failed for want of something rests before it goes
 * on. And whoever has called something off asks again until it is home: {@code CancelIoEx} does not
 * find an operation that is just being carried on, and says so with {@code ERROR_NOT_FOUND} as it
 * does for one that is done; under Wine a send that was being tried again at that moment goes back
 * to waiting, and nothing else would ever end it. Any thread.
 */
final class Reminders {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  // What runs, and where. Bounded by the sockets.
  private final Map<Packet, Mailbox> unfinished = new ConcurrentHashMap<>();
  private volatile long dueNanos;

  /** Has the packet run in the mailbox until it is {@linkplain #forget forgotten}. */
  void add(Packet packet, Mailbox mailbox, long nowNanos) {
    if (unfinished.isEmpty()) {
      dueNanos = nowNanos + INTERVAL_NANOS;
    }
    unfinished.put(packet, mailbox);
  }

  void forget(Packet packet) {
    unfinished.remove(packet);
  }

  /** For workers, with each batch. */
  void tick(long nowNanos) {
    if (!unfinished.isEmpty() && dueNanos - nowNanos <= 0) {
      dueNanos = nowNanos + INTERVAL_NANOS;
      unfinished.forEach((packet, mailbox) -> mailbox.post(packet));
    }
  }
}
