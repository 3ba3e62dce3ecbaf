package io.iocp.streaming.endtoend;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A publisher that sends prepared pieces of media one after the other, a fixed time apart. */
final class PacedPublisher implements AutoCloseable {

  private final Client client;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private PacedPublisher(Client client, List<byte[]> pieces, Duration pace) {
    this.client = client;
    Iterator<byte[]> next = pieces.iterator();
    timer.scheduleAtFixedRate(() -> publish(next), 0, pace.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Begins at once.
   *
   * @param pace time from one piece to the next
   */
  static PacedPublisher start(
      RunningService service, String stream, List<byte[]> pieces, Duration pace) {
    Client client = Client.connect(service.webSocket("/publish/" + stream));
    return new PacedPublisher(client, pieces, pace);
  }

  private void publish(Iterator<byte[]> pieces) {
    if (pieces.hasNext()) {
      client.send(ByteBuffer.wrap(pieces.next()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    client.close();
  }
}
