package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.time.NanoClock;
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
final class Reminders implements Ticks.Tick {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final NanoClock clock;
  // What runs, and where. Bounded by the sockets.
  private final Map<Packet, Mailbox> unfinished = new ConcurrentHashMap<>();
  private volatile long dueNanos;

  Reminders(NanoClock clock) {
    this.clock = clock;
  }

  /** Has the packet run in the mailbox until it is {@linkplain #forget forgotten}. */
  void add(Packet packet, Mailbox mailbox) {
    if (unfinished.isEmpty()) {
      dueNanos = clock.nanoTime() + INTERVAL_NANOS;
    }
    unfinished.put(packet, mailbox);
  }

  void forget(Packet packet) {
    unfinished.remove(packet);
  }

  @Override
  public void tick(long nowNanos) {
    if (!unfinished.isEmpty() && dueNanos - nowNanos <= 0) {
      dueNanos = nowNanos + INTERVAL_NANOS;
      unfinished.forEach((packet, mailbox) -> mailbox.post(packet));
    }
  }
}
