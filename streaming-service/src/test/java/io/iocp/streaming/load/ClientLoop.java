package io.iocp.streaming.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The client ends of many connections on one thread. Any thread may call it. */
final class ClientLoop {

  private static final int READ_BUFFER_BYTES = 256 << 10;

  private final InetSocketAddress server;
  private final Selector selector = open();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopped;
  // Only changed by the thread.
  private volatile long receivedBytes;

  ClientLoop(InetSocketAddress server, String name) {
    this.server = server;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Connects and shakes hands. */
  void connect(ClientConnection connection) {
    execute(() -> connection.start(this));
  }

  void execute(Runnable task) {
    tasks.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  InetSocketAddress server() {
    return server;
  }

  Selector selector() {
    return selector;
  }

  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /** What all connections together have received. */
  long receivedBytes() {
    return receivedBytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // By one thread.
  void received(int bytes) {
    receivedBytes += bytes;
  }

  /** Ends the thread and closes all connections. */
  void stop() throws InterruptedException, IOException {
    stopped = true;
    selector.wakeup();
    thread.join();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void run() {
    while (!stopped) {
      try {
        selector.select(ClientLoop::ready);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runnable task;
      while ((task = tasks.poll()) != null) {
        task.run();
      }
    }
  }

  private static void ready(SelectionKey key) {
    if (key.attachment() instanceof ClientConnection connection && key.isValid()) {
      connection.ready(key.readyOps());
    }
  }

  private static Selector open() {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
