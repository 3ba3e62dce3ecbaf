package io.iocp.completion.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.AcceptFlow;
import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.Availability;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.NanoClock;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class UringListenerTest {

  private final UringPortProvider provider = new UringPortProvider();
  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());

  @BeforeEach
  void requireEngine() {
    Availability availability = provider.availability();
    Capability.require("uring", availability.available(), availability.reason());
  }

  @Test
  void aRushOfConnectionsLeavesTheOthersTheirTurn() throws Exception {
    rush(3 * UringListener.ACCEPTS_PER_BATCH + 10);
  }

  @Test
  void whatTheKernelIsNotToAcceptWaitsInTheBacklog() throws Exception {
    rush(1_500);
  }

  private void rush(int connections) throws Exception {
    List<SocketChannel> clients = new ArrayList<>();
    Rejecting flow = new Rejecting();
    PortOptions options = new PortOptions(1, pool, 4096, 1, NanoClock.system());
    try (CompletionPort port = provider.open(options)) {
      PortWorker worker = port.workers().get(0);
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Listener listener = port.listen(worker, anyPort, SocketOptions.DEFAULTS, flow);
      for (int i = 0; i < connections; i++) {
        clients.add(SocketChannel.open(listener.localAddress()));
      }
      while (flow.count < connections) {
        int before = flow.count;
        worker.dequeue(Patience.LIMIT.toNanos());
        assertThat(flow.count - before).isLessThanOrEqualTo(UringListener.ACCEPTS_PER_BATCH);
      }
      CloseOperation close = new Closing();
      listener.close(close);
      do {
        worker.dequeue(Patience.LIMIT.toNanos());
      } while (close.inFlight());
      assertThat(port.shutDown()).isZero();
    } finally {
      for (SocketChannel client : clients) {
        client.close();
      }
    }
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
