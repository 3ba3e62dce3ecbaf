package io.iocp.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Reads for its viewers until stopped. Allocates nothing for a message, so that the client's own
 * collections do not show up in the delays.
 */
final class ViewerLoop implements Runnable {

  private static final int READ_BUFFER_BYTES = 256 << 10;

  private final Selector selector;
  private final LongSupplier nanoClock;
  private final Consumer<Throwable> failure;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final Consumer<SelectionKey> read = this::read;
  private volatile boolean stopped;

  /**
   * @param failure told when a viewer's check failed or its connection broke; the loop then ends
   */
  ViewerLoop(LongSupplier nanoClock, Consumer<Throwable> failure) throws IOException {
    this.selector = Selector.open();
    this.nanoClock = nanoClock;
    this.failure = failure;
  }

  /** To be called before the loop runs. */
  void register(Viewer viewer) throws IOException {
    viewer.channel().configureBlocking(false);
    viewer.channel().register(selector, SelectionKey.OP_READ, viewer);
  }

  /** Any thread. */
  void stop() {
    stopped = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try (selector) {
      while (!stopped) {
        selector.select(read);
      }
    } catch (IOException | RuntimeException e) {
      failure.accept(e);
    }
  }

  private void read(SelectionKey key) {
    Viewer viewer = (Viewer) key.attachment();
    int count;
    do {
      readBuffer.clear();
      try {
        count = viewer.channel().read(readBuffer);
      } catch (IOException e) {
        throw new ProtocolViolation("connection broken: " + e);
      }
      if (count < 0) {
        throw new ProtocolViolation("connection closed by the relay");
      }
      viewer.received(readBuffer.flip(), nanoClock.getAsLong());
    } while (count == READ_BUFFER_BYTES);
  }
}
