package io.iocp.streaming.load;

import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Many connections on which nothing happens, on one thread. */
public final class IdleClients implements AutoCloseable {

  private static final int AT_ONCE = 500;

  private final ClientLoop loop;

  private IdleClients(ClientLoop loop) {
    this.loop = loop;
  }

  /**
   * Connects them and waits until they have shaken hands.
   *
   * @param path of the WebSocket, such as a stream's that has not begun
   */
  public static IdleClients connect(InetSocketAddress server, String path, int count) {
    ClientLoop loop = new ClientLoop(server, "idle-clients");
    AtomicInteger open = new AtomicInteger();
    // Not all at once: the queue of those that wait to be accepted has an end.
    for (int started = 0; started < count; ) {
      int batchEnd = Math.min(count, started + AT_ONCE);
      for (; started < batchEnd; started++) {
        loop.connect(new Idler(path, open));
      }
      Patience.await("idle clients").until(() -> open.get() == batchEnd);
    }
    return new IdleClients(loop);
  }

  @Override
  public void close() throws IOException {
    try {
      loop.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
