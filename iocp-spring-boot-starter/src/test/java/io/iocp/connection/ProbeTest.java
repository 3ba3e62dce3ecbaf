package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.simulated.Faults;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.Trace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a probe does to the idle timeout, on a kernel that takes one byte at a time. */
class ProbeTest {

  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Faults SHORT_SENDS =
      new Faults(1_000_000, 1000, 1000, 0, 0, 0, 0, 1 << 10, 1 << 10);

  @Test
  void aProbeThatGoesOutInPartsIsNoActivity() throws Exception {
    SimulatedNetwork network =
        new SimulatedNetwork(7, SHORT_SENDS, Sabotage.NONE, new Trace(false));
    BufferPool pool =
        new BufferPool(BufferPoolOptions.DEFAULTS.withMaximumBytes(8 << 20), AddressResolver.NONE);
    SimulatedPort port =
        new SimulatedPort(network, new PortOptions(1, pool, 4096, 1, network.clock()));
    SimulatedExecution execution = new SimulatedExecution(network, port, 0, () -> {});
    ConnectionServer server =
        execution.start(
            ConnectionOptions.builder()
                .maximumConnections(10)
                .idleTimeout(IDLE)
                .keepAliveInterval(Duration.ofMillis(500))
                .build());
    TestHandler handler =
        new TestHandler() {
          @Override
          public void opened(Connection connection) {
            connection.opened();
          }

          @Override
          public void keepAliveDue(Connection connection) {
            SharedBuffer probe = Objects.requireNonNull(pool.tryAcquire(100));
            probe.region(0, 100);
            connection.sendProbe(probe);
            probe.release();
          }
        };
    InetSocketAddress address =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            () -> handler);
    network.connect(address, client -> assertThat(client).isNotNull());

    assertThat(execution.runUntil(handler.closed::isDone, IDLE.multipliedBy(2))).isTrue();
    assertThat(handler.closed).isCompletedWithValue(CloseCause.IDLE_TIMEOUT);
    assertThat(server.stop(Duration.ofSeconds(1))).isTrue();
  }
}
