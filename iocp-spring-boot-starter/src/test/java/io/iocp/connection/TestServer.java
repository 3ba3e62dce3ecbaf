package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.Packet;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A server on a port of its own, with time that the test moves; at the end nothing is left. */
final class TestServer {

  static final Duration LIMIT = Patience.LIMIT;

  final MovableClock clock = new MovableClock();
  final BufferPool pool;
  final CompletionPort port;
  final ConnectionServer server;
  final InetSocketAddress address;
  private final BlockingQueue<TestHandler> handlers = new LinkedBlockingQueue<>();
  private final List<Socket> clients = new ArrayList<>();
  private boolean stopped;
  private boolean stoppedInTime = true;

  TestServer(
      PortProvider provider, ConnectionOptions options, Supplier<? extends TestHandler> factory)
      throws IOException {
    pool =
        new BufferPool(
            BufferPoolOptions.DEFAULTS.withMaximumBytes(32L << 20), provider.addresses());
    port = provider.open(new PortOptions(2, pool, 16 << 10, 16, clock));
    server = ConnectionServer.start(port, options, clock);
    // Small buffers of the kernel, so that a peer that does not read is noticed soon.
    address =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new SocketOptions(64, 32 << 10, 0, true),
            () -> {
              TestHandler handler = factory.get();
              handlers.add(handler);
              return handler;
            });
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    clients.add(socket);
    socket.setReceiveBufferSize(32 << 10);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket.connect(address);
    return socket;
  }

  /** The handler of the connection that was accepted next. */
  TestHandler nextHandler() throws InterruptedException {
    TestHandler handler = handlers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(handler).as("a connection arrives").isNotNull();
    return handler;
  }

  Connection nextConnection() throws InterruptedException {
    return await(nextHandler().opened);
  }

  SharedBuffer text(String text) {
    SharedBuffer buffer = pool.tryAcquire(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer.memory().put(i, (byte) text.charAt(i));
    }
    buffer.region(0, text.length());
    return buffer;
  }

  /** A buffer of that many bytes. */
  SharedBuffer block(int length) {
    SharedBuffer buffer = pool.tryAcquire(length);
    buffer.region(0, length);
    return buffer;
  }

  /** Sends and gives up the caller's own reference. */
  static SendOutcome send(Connection connection, SharedBuffer buffer) {
    try {
      return connection.send(buffer);
    } finally {
      buffer.release();
    }
  }

  /** Runs the task in the connection's context and waits for its answer. */
  static <T> T inContext(Connection connection, Supplier<T> task) {
    return await(CompletableFuture.supplyAsync(task, connection::execute));
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.copy().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  /** Moves time, and waits until the timer wheel has seen it. */
  void advance(Duration duration) {
    clock.advance(duration);
    // The wheel turns after the packets of a batch have run.
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Boolean> ran = new CompletableFuture<>();
      port.workers().get(0).post(Packet.of(() -> ran.complete(true)));
      await(ran);
    }
  }

  /** Waits for the end of the connection and checks that its cause was counted. */
  void assertClosed(TestHandler handler, CloseCause cause) {
    assertThat(await(handler.closed)).isEqualTo(cause);
    await("the connection is forgotten", () -> server.connectionCount() == 0);
    assertThat(server.closeCauses().get(cause)).isPositive();
  }

  /** Stops, and answers what {@link ConnectionServer#stop} says. */
  boolean stop(Duration grace) throws InterruptedException {
    stopped = true;
    stoppedInTime = server.stop(grace);
    return stoppedInTime;
  }

  void close() throws IOException, InterruptedException {
    for (Socket client : clients) {
      client.close();
    }
    if (!stopped) {
      await("all connections end", () -> server.connectionCount() == 0);
      assertThat(server.stop(LIMIT)).as("stopped in order").isTrue();
    }
    assertThat(server.hasRunningWorkers()).isFalse();
    int inFlight = port.shutDown();
    if (!stoppedInTime && inFlight > 0) {
      return; // Parked with the port, as is all that belongs to it.
    }
    assertThat(inFlight).as("operations in flight").isZero();
    assertThat(server.connections()).isEmpty();
    assertThat(server.workers()).allSatisfy(worker -> assertThat(worker.connections()).isZero());
    ContextStatistics contexts = server.contexts();
    assertThat(contexts.free())
        .as("free contexts")
        .isEqualTo(Math.min(contexts.made(), server.options().maximumFreeContexts()));
    assertThat(pool.statistics().used()).as("buffers in use").isZero();
  }
}
