package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.access.AccessRefusal;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Draining, with time that stands still until the test moves it. */
@Timeout(120)
class DrainTest {

  private static final int CONNECTIONS = 40;
  // Ten a second: so many need four seconds, however long they may take.
  private static final Duration WHOLE = Duration.ofSeconds(4);

  private final AtomicLong nanos = new AtomicLong(1);
  private final List<TestHandler> handlers = new CopyOnWriteArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private BufferPool pool;
  private CompletionPort port;
  private ConnectionServer server;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws IOException {
    PortProvider provider = new NioPortProvider();
    pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());
    port = provider.open(new PortOptions(1, pool, 16 << 10, 16, nanos::get));
    server = ConnectionServer.start(port, ConnectionOptions.DEFAULTS, nanos::get);
    address =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            () -> {
              TestHandler handler = new Lasting(handlers.isEmpty());
              handler.onStopping = connection -> {};
              handlers.add(handler);
              return handler;
            });
    for (int i = 0; i < CONNECTIONS; i++) {
      connect();
    }
    Patience.await().until(() -> server.connections().size() == CONNECTIONS);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    Patience.await().until(() -> server.connectionCount() == 0);
    assertThat(server.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(port.shutDown()).isZero();
    assertThat(pool.statistics().used()).isZero();
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(address.getAddress(), address.getPort());
    clients.add(client);
    return client;
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private int told() {
    return handlers.stream().mapToInt(handler -> handler.stops.get()).sum();
  }

  private void awaitTold(int count) {
    Patience.await(count + " are told").until(() -> told() >= count);
    assertThat(told()).isEqualTo(count);
  }

  @Test
  void connectionsAreToldEvenlyAndThoseThatOthersLiveOnLast() {
    assertThat(server.drain(Duration.ofHours(1), true)).isTrue();
    assertThat(server.drain(Duration.ofHours(1), true)).as("once").isFalse();
    pass(WHOLE.dividedBy(4));
    // The first connection is among these, and is left out.
    Patience.await().until(() -> server.drainSnapshot().told() == CONNECTIONS / 4);
    assertThat(server.drainSnapshot().state()).isEqualTo(DrainState.DRAINING);
    pass(WHOLE.dividedBy(4));
    Patience.await().until(() -> server.drainSnapshot().told() == CONNECTIONS / 2);
    pass(WHOLE.dividedBy(2));
    awaitTold(CONNECTIONS - 1);
    assertThat(handlers.get(0).stops).hasValue(0);
    pass(Duration.ofSeconds(1));
    awaitTold(CONNECTIONS);
    assertThat(server.drainSnapshot())
        .isEqualTo(new DrainSnapshot(DrainState.DRAINED, CONNECTIONS, CONNECTIONS, 0));
  }

  @Test
  void noTimeMeansAllAtOnce() {
    server.drain(Duration.ZERO, false);
    pass(Duration.ofMillis(100));
    awaitTold(CONNECTIONS - 1);
  }

  @Test
  void callingItOffLeavesTheOthersAlone() throws Exception {
    server.drain(Duration.ofHours(1), false);
    pass(WHOLE.dividedBy(4));
    Patience.await().until(() -> server.drainSnapshot().told() == CONNECTIONS / 4);
    assertThat(server.cancelDrain()).isTrue();
    assertThat(server.cancelDrain()).isFalse();
    int toldBefore = told();
    pass(WHOLE);
    connect();
    Patience.await().until(() -> server.connections().size() == CONNECTIONS + 1);
    assertThat(told()).isEqualTo(toldBefore);
    assertThat(server.drain(Duration.ZERO, false)).as("again").isTrue();
  }

  @Test
  void whetherNewConnectionsAreLetInMeanwhileIsUpToTheCaller() throws Exception {
    server.drain(Duration.ofHours(1), true);
    connect();
    Patience.await().until(() -> server.connections().size() == CONNECTIONS + 1);
    server.cancelDrain();
    server.drain(Duration.ofHours(1), false);
    Socket refused = connect();
    assertThatIOException().isThrownBy(() -> refused.getInputStream().read());
    assertThat(server.accessPolicy().count(AccessRefusal.DRAINING)).isEqualTo(1);
  }

  @Test
  void afterTheLastRoundNobodyIsLetIn() throws Exception {
    server.drain(Duration.ZERO, true);
    pass(Duration.ofSeconds(1));
    Patience.await().until(() -> server.drainSnapshot().state() == DrainState.DRAINED);
    Socket refused = connect();
    assertThatIOException().isThrownBy(() -> refused.getInputStream().read());
  }

  private static final class Lasting extends TestHandler {

    private final boolean last;

    Lasting(boolean last) {
      this.last = last;
    }

    @Override
    public boolean leavesLast() {
      return last;
    }
  }
}
