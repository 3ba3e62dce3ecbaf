package io.iocp.connection;

import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The sockets of a port that accept. Any thread. */
final class Listeners {

  private final CompletionPort port;
  // Guarded by this.
  private final List<Listener> open = new ArrayList<>();

  Listeners(CompletionPort port) {
    this.port = port;
  }

  /**
   * Opens one more.
   *
   * @return the bound address
   */
  InetSocketAddress listen(InetSocketAddress address, SocketOptions options, Acceptor acceptor)
      throws IOException {
    Listener listener = port.listen(port.workers().get(0), address, options, acceptor);
    synchronized (this) {
      open.add(listener);
    }
    return listener.localAddress();
  }

  /**
   * Closes all.
   *
   * @return whether they are within the limit
   */
  boolean close(Execution execution, Duration limit) throws InterruptedException {
    List<Listener> closing;
    synchronized (this) {
      closing = List.copyOf(open);
      open.clear();
    }
    CountDownLatch closed = new CountDownLatch(closing.size());
    closing.forEach(listener -> listener.close(new CountingClose(closed)));
    return execution.await(closed, limit);
  }

  private static final class CountingClose extends CloseOperation {

    private final CountDownLatch closed;

    CountingClose(CountDownLatch closed) {
      this.closed = closed;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      closed.countDown();
    }
  }
}
