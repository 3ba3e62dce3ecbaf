package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.NetworkNamespace;
import io.iocp.testsupport.Patience;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cable is cut: no FIN and no reset will ever come. */
@Timeout(180)
abstract class DeadPeerContract {

  private static final Logger logger = LoggerFactory.getLogger(DeadPeerContract.class);
  private static final Duration NEVER = Duration.ofHours(1);

  private NetworkNamespace peer;
  private BufferPool pool;
  private CompletionPort port;
  private ConnectionServer server;
  private final TestHandler handler = new TestHandler();

  abstract PortProvider provider();

  @BeforeEach
  void requireEngineAndNamespace() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    peer = NetworkNamespace.require();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (peer != null) {
      peer.close();
    }
    if (server != null) {
      assertThat(server.stop(Duration.ofSeconds(10))).isTrue();
      assertThat(port.shutDown()).as("operations in flight").isZero();
      assertThat(pool.statistics().used()).as("buffers in use").isZero();
    }
  }

  /** Starts the server and one client at the other end of the cable. */
  private Connection connect(KeepAlive keepAlive, Duration idle, Duration ping, String client)
      throws IOException {
    pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider().addresses());
    NanoClock clock = NanoClock.system();
    port = provider().open(new PortOptions(1, pool, 16 << 10, 16, clock));
    ConnectionOptions options =
        ConnectionOptions.builder()
            .maximumConnections(10)
            .handshakeTimeout(NEVER)
            .idleTimeout(idle)
            .keepAliveInterval(ping)
            .closeTimeout(Duration.ofSeconds(5))
            .sendQueueBytes(1 << 20)
            .build();
    server = ConnectionServer.start(port, options, clock);
    InetSocketAddress address =
        server.listen(
            new InetSocketAddress(peer.here(), 0),
            new SocketOptions(16, 64 << 10, 0, true, keepAlive, 0),
            () -> handler);
    peer.bash(
        "exec 3<>/dev/tcp/"
            + peer.here().getHostAddress()
            + "/"
            + address.getPort()
            + "; "
            + client);
    return TestServer.await(handler.opened);
  }

  private void cutAndAwaitTheEnd(CloseCause cause) throws Exception {
    peer.cut();
    long cut = System.nanoTime();
    assertThat(handler.closed.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(cause);
    logger.info(
        "{}: gone {} ms after the cable was cut",
        cause,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cut));
    Patience.await("the connection is forgotten").until(() -> server.connectionCount() == 0);
    // Only the listener is left.
    Patience.await("nothing of it is in flight").until(() -> port.statistics().pendingTotal() == 1);
  }

  @Test
  void theOperatingSystemsProbesFindASilentPeerGone() throws Exception {
    connect(new KeepAlive(1, 1, 2), NEVER, NEVER.minusMinutes(1), "cat <&3 >/dev/null");
    cutAndAwaitTheEnd(CloseCause.IO_FAILED);
  }

  @Test
  void aPeerThatAnswersNoPingAnyMoreIsGoneAfterTheIdleTimeout() throws Exception {
    handler.onKeepAlive =
        connection -> {
          SharedBuffer ping = pool.tryAcquire(1);
          ping.region(0, 1);
          connection.sendProbe(ping);
          ping.release();
        };
    // It sends back what it gets.
    Connection connection =
        connect(KeepAlive.OFF, Duration.ofSeconds(5), Duration.ofSeconds(1), "cat <&3 >&3");
    Patience.await("it answers").until(() -> connection.snapshot().receivedBytes() >= 2);
    cutAndAwaitTheEnd(CloseCause.IDLE_TIMEOUT);
  }

  @Test
  void aPeerThatIsBeingSentToIsGoneAfterTheIdleTimeout() throws Exception {
    handler.onDrained = this::fill;
    Connection connection =
        connect(KeepAlive.OFF, Duration.ofSeconds(5), Duration.ofSeconds(2), "cat <&3 >/dev/null");
    connection.execute(() -> fill(connection));
    Patience.await("it reads").until(() -> connection.snapshot().sentBytes() > 16 << 20);
    cutAndAwaitTheEnd(CloseCause.IDLE_TIMEOUT);
  }

  private void fill(Connection connection) {
    SendOutcome outcome;
    do {
      SharedBuffer block = pool.tryAcquire(64 << 10);
      block.region(0, 64 << 10);
      outcome = connection.send(block);
      block.release();
    } while (outcome == SendOutcome.SENT || outcome == SendOutcome.QUEUED);
  }
}
