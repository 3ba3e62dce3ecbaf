package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A publisher that sends prepared pieces of media one after the other, a fixed time apart. */
final class PacedPublisher implements AutoCloseable {

  private final Client client;
  private final URI page;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private final ScheduledFuture<?> publishing;
  private volatile Iterator<byte[]> next;
  private final AtomicInteger sent = new AtomicInteger();

  private PacedPublisher(Client client, URI page, List<byte[]> pieces, Duration pace) {
    this.client = client;
    this.page = page;
    this.next = pieces.iterator();
    this.publishing =
        timer.scheduleAtFixedRate(this::publish, 0, pace.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Begins at once.
   *
   * @param pace time from one piece to the next
   */
  static PacedPublisher start(
      RunningService service, String stream, List<byte[]> pieces, Duration pace) {
    Client client = Client.connect(service.webSocket("/publish/" + stream));
    return new PacedPublisher(client, service.page("/watch/" + stream), pieces, pace);
  }

  /** Sends these pieces from now on, whatever is left of those before. */
  void continueWith(List<byte[]> pieces) {
    next = pieces.iterator();
  }

  /** Address of the page that shows what is published. */
  URI page() {
    return page;
  }

  private void publish() {
    Iterator<byte[]> pieces = next;
    if (pieces.hasNext()) {
      client.send(ByteBuffer.wrap(pieces.next()));
      sent.incrementAndGet();
    }
  }

  /** How many pieces have been sent. */
  int sent() {
    return sent.get();
  }

  /** Sends no further piece, and says goodbye after the last one. */
  void finish() throws InterruptedException {
    publishing.cancel(false);
    timer.shutdown();
    assertThat(timer.awaitTermination(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    client.close();
  }

  @Override
  public void close() {
    publishing.cancel(false);
    timer.shutdownNow();
    client.close();
  }
}
