package io.iocp.completion.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.PortOptions;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a datagram socket does whose receives fail again and again. */
@Timeout(60)
class NioDatagramRestTest {

  private static final long REST_NANOS = SelectorLoop.Resting.REST_NANOS;

  private final NioPortProvider provider = new NioPortProvider();
  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());
  private final CountingFlow flow = new CountingFlow();
  private long nowNanos;
  private boolean failing = true;

  private static final class CountingFlow extends DatagramFlow {

    private int received;
    private int failed;

    @Override
    protected void received(SharedBuffer buffer, InetSocketAddress sender, boolean truncated) {
      buffer.release();
      received++;
    }

    @Override
    protected void receiveFailed(CompletionStatus status, int nativeCode) {
      failed++;
    }

    @Override
    protected void starved() {}

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
  }

  private static final class Close extends CloseOperation {

    private boolean home;

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      home = true;
    }
  }

  @Test
  void anErrorThatPersistsIsTriedAgainOnlyNowAndThen() throws Exception {
    SelectorLoop loop = new SelectorLoop(0, new PortOptions(1, pool, 4096, 1, () -> nowNanos));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NioDatagramEndpoint endpoint =
        NioDatagramEndpoint.bind(
            loop,
            anyPort,
            DatagramOptions.DEFAULTS,
            flow,
            socket ->
                memory -> {
                  if (failing) {
                    throw new IOException("the error that persists");
                  }
                  return socket.receive(memory);
                });
    try (DatagramChannel client = DatagramChannel.open()) {
      client.send(ByteBuffer.wrap(new byte[] {1}), endpoint.localAddress());
      Patience.await("the first failure")
          .pollInSameThread()
          .until(
              () -> {
                loop.dequeue(0);
                return flow.failed == 1;
              });
      // The datagram is still there, and would be seen in each of these turns.
      for (int i = 0; i < 10; i++) {
        loop.dequeue(0);
        nowNanos += REST_NANOS / 20;
      }
      assertThat(flow.failed).isEqualTo(1);
      // The loop does not sleep through the end of the rest.
      loop.dequeue(TimeUnit.HOURS.toNanos(1));
      nowNanos += REST_NANOS;
      loop.dequeue(0);
      loop.dequeue(0);
      assertThat(flow.failed).isEqualTo(2);

      failing = false;
      nowNanos += REST_NANOS;
      loop.dequeue(0);
      loop.dequeue(0);
      assertThat(flow.failed).isEqualTo(2);
      assertThat(flow.received).isEqualTo(1);

      failing = true;
      client.send(ByteBuffer.wrap(new byte[] {1}), endpoint.localAddress());
      loop.dequeue(0);
      Close close = new Close();
      endpoint.close(close);
      loop.dequeue(0);
      loop.dequeue(0);
      nowNanos += REST_NANOS;
      loop.dequeue(0);
      assertThat(close.home).isTrue();
    }
    loop.shutDown();
    assertThat(pool.statistics().used()).isZero();
  }
}
