package io.iocp.streaming.event;

import io.iocp.streaming.loop.SerialLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All webhooks, at the end. Any thread. */
public final class Webhooks implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final SerialLoop loop;
  private final List<Webhook> webhooks;

  /**
   * @param loop theirs
   */
  public Webhooks(SerialLoop loop, List<Webhook> webhooks) {
    this.loop = loop;
    this.webhooks = List.copyOf(webhooks);
  }

  /** Every one. */
  public List<Webhook> all() {
    return webhooks;
  }

  /**
   * Waits until they have been told of all that has happened, but no longer than a few seconds;
   * what is left then is given up. Blocks. Before the loop stops.
   */
  @Override
  public void close() {
    flush(LONGEST);
  }

  void flush(Duration longest) {
    if (webhooks.isEmpty()) {
      return;
    }
    CountDownLatch emptied = new CountDownLatch(webhooks.size());
    // An event takes two steps on the loop to a webhook: this comes behind the second.
    loop.execute(
        () -> loop.execute(() -> webhooks.forEach(webhook -> webhook.hurry(emptied::countDown))));
    try {
      if (emptied.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.execute(() -> webhooks.forEach(Webhook::abandon));
  }
}
