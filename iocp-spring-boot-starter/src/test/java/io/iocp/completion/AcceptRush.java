package io.iocp.completion;

import io.iocp.testsupport.Patience;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many who connect before a port with one worker looks. */
public final class AcceptRush {

  private AcceptRush() {}

  /**
   * Accepts them all, and closes the listener.
   *
   * @return how many were handed up with each dequeue in which there were any
   */
  public static List<Integer> accept(CompletionPort port, int connections) throws Exception {
    List<Integer> accepted = new ArrayList<>();
    List<SocketChannel> clients = new ArrayList<>();
    Rejecting flow = new Rejecting();
    PortWorker worker = port.workers().get(0);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Listener listener = port.listen(worker, anyPort, SocketOptions.DEFAULTS, flow);
    try {
      for (int i = 0; i < connections; i++) {
        clients.add(SocketChannel.open(listener.localAddress()));
      }
      while (flow.count < connections) {
        int before = flow.count;
        worker.dequeue(Patience.LIMIT.toNanos());
        if (flow.count > before) {
          accepted.add(flow.count - before);
        }
      }
      CloseOperation close = new Closing();
      listener.close(close);
      do {
        worker.dequeue(Patience.LIMIT.toNanos());
      } while (close.inFlight());
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
    return accepted;
  }

  private static final class Rejecting extends AcceptFlow {

    private int count;

    @Override
    protected void accepted(AcceptedSocket socket) {
      count++;
      socket.reject();
    }

    @Override
    protected void acceptFailed(CompletionStatus status, int nativeCode) {
      throw new AssertionError("accept failed: " + status);
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
  }

  private static final class Closing extends CloseOperation {

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
  }
}
