package io.iocp.connection;

import static io.iocp.connection.TestServer.await;
import static io.iocp.connection.TestServer.inContext;
import static io.iocp.connection.TestServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.access.AccessLimits;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What outbound connections promise, on a real engine with real sockets. */
@Timeout(60)
abstract class ConnectContract {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private TestServer server;

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() throws Exception {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    server = new TestServer(provider(), ConnectionOptions.DEFAULTS, TestHandler::new);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private ConnectAttempt connect(
      InetSocketAddress remote,
      Supplier<TestHandler> handlers,
      CompletableFuture<ConnectOutcome> outcome) {
    return connect(remote, TIMEOUT, handlers, outcome);
  }

  private ConnectAttempt connect(
      InetSocketAddress remote,
      Duration timeout,
      Supplier<TestHandler> handlers,
      CompletableFuture<ConnectOutcome> outcome) {
    return server.server.connect(
        remote,
        SocketOptions.DEFAULTS,
        timeout,
        handlers,
        ended -> {
          if (!outcome.complete(ended)) {
            throw new AssertionError("told twice: " + ended);
          }
        });
  }

  private ConnectOutcome outcomeOf(InetSocketAddress remote) {
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    connect(remote, TestHandler::new, outcome);
    return await(outcome);
  }

  @Test
  void anOutboundConnectionIsOneLikeAnyOther() throws Exception {
    TestHandler client = new TestHandler();
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    connect(server.address, () -> client, outcome);
    assertThat(await(outcome)).isEqualTo(ConnectOutcome.CONNECTED);
    Connection outbound = await(client.opened);
    TestHandler accepted = server.nextHandler();
    Connection inbound = await(accepted.opened);
    assertThat(outbound.isOutbound()).isTrue();
    assertThat(inbound.isOutbound()).isFalse();
    assertThat(outbound.remoteAddress()).isEqualTo(server.address);
    assertThat(outbound.localAddress()).isEqualTo(inbound.remoteAddress());
    assertThat(server.server.connection(outbound.id())).contains(outbound);

    inContext(outbound, () -> send(outbound, server.text("ping")));
    await("the server hears it", () -> accepted.receivedText().equals("ping"));
    inContext(inbound, () -> send(inbound, server.text("pong")));
    await("the client hears it", () -> client.receivedText().equals("pong"));
    outbound.close();
    assertThat(await(client.closed)).isEqualTo(CloseCause.CLOSED_BY_US);
    assertThat(await(accepted.closed)).isEqualTo(CloseCause.CLOSED_BY_PEER);
    assertThat(server.server.counters().count(ConnectionCounter.CONNECTED)).isEqualTo(1);
  }

  @Test
  void nobodyListeningIsAnOutcome() throws Exception {
    InetSocketAddress free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    assertThat(outcomeOf(free)).isEqualTo(ConnectOutcome.REFUSED);
    await("it is not counted any more", () -> server.server.connectionCount() == 0);
    assertThat(server.server.counters().count(ConnectionCounter.CONNECT_FAILED)).isEqualTo(1);
  }

  @Test
  void aNameThatWasNotFoundIsAnOutcome() {
    assertThat(outcomeOf(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
        .isEqualTo(ConnectOutcome.UNREACHABLE);
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpWhenTheTimeIsOver() throws Exception {
    try (Deaf deaf = new Deaf()) {
      CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
      connect(deaf.address, TestHandler::new, outcome);
      await("it is on its way", () -> server.port.statistics().pendingTotal() > 1);
      server.advance(TIMEOUT.minusSeconds(1));
      assertThat(outcome).isNotDone();
      server.advance(Duration.ofSeconds(2));
      assertThat(await(outcome)).isEqualTo(ConnectOutcome.TIMED_OUT);
    }
  }

  @Test
  void anAttemptThatIsCalledOffSaysSoOnce() throws Exception {
    try (Deaf deaf = new Deaf()) {
      CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
      ConnectAttempt attempt = connect(deaf.address, TestHandler::new, outcome);
      attempt.cancel();
      attempt.cancel();
      assertThat(await(outcome)).isEqualTo(ConnectOutcome.CANCELLED);
      attempt.cancel();
      await("it is not counted any more", () -> server.server.connectionCount() == 0);
    }
  }

  @Test
  void stoppingCallsAttemptsOff() throws Exception {
    try (Deaf deaf = new Deaf()) {
      CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
      connect(deaf.address, TestHandler::new, outcome);
      assertThat(server.stop(TestServer.LIMIT)).isTrue();
      assertThat(await(outcome)).isEqualTo(ConnectOutcome.STOPPED);
      assertThat(outcomeOf(server.address)).isEqualTo(ConnectOutcome.STOPPED);
    }
  }

  @Test
  void anAttemptThatWasRefusedIsOver() throws Exception {
    server.server.accessPolicy().limits(new AccessLimits(1, 0, 0, 1));
    try (Deaf deaf = new Deaf()) {
      CompletableFuture<ConnectOutcome> first = new CompletableFuture<>();
      ConnectAttempt attempt = connect(deaf.address, TestHandler::new, first);
      List<ConnectOutcome> told = new ArrayList<>();
      ConnectAttempt refused =
          server.server.connect(
              server.address, SocketOptions.DEFAULTS, TIMEOUT, TestHandler::new, told::add);
      refused.cancel();
      attempt.cancel();
      assertThat(await(first)).isEqualTo(ConnectOutcome.CANCELLED);
      await("nothing is counted twice", () -> server.server.connectionCount() == 0);
      assertThat(told).containsExactly(ConnectOutcome.TOO_MANY);
    }
  }

  @Test
  void aHandlerThatCannotBeMadeFailsTheAttemptOnly() throws Exception {
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    connect(
        server.address,
        () -> {
          throw new IllegalStateException("on purpose");
        },
        outcome);
    assertThat(await(outcome)).isEqualTo(ConnectOutcome.FAILED);
    assertThat(await(server.nextHandler().closed)).isNotNull();
    assertThat(outcomeOf(server.address)).isEqualTo(ConnectOutcome.CONNECTED);
    server.server.connections().forEach(Connection::close);
  }

  @Test
  void aHundredAttemptsAtOnceAllArrive() {
    List<CompletableFuture<ConnectOutcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      connect(server.address, TestHandler::new, outcome);
    }
    outcomes.forEach(outcome -> assertThat(await(outcome)).isEqualTo(ConnectOutcome.CONNECTED));
    await("both ends of each are there", () -> server.server.connections().size() == 200);
    server.server.connections().stream()
        .filter(Connection::isOutbound)
        .forEach(connection -> connection.abort(CloseCause.POLICY));
  }

  @Test
  void theTimeIsAboveZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                server.server.connect(
                    server.address,
                    SocketOptions.DEFAULTS,
                    Duration.ZERO,
                    TestHandler::new,
                    outcome -> {}))
        .withMessageContaining("timeout=PT0S");
  }

  @Test
  void aTimeLongerThanTimeIsCountedIsForEver() throws Exception {
    TestHandler client = new TestHandler();
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    connect(server.address, Duration.ofSeconds(Long.MAX_VALUE), () -> client, outcome);
    assertThat(await(outcome)).isEqualTo(ConnectOutcome.CONNECTED);
    await(client.opened).close();
  }

  /** A listener whose queue is full: the kernel drops what asks for a connection. */
  private static final class Deaf implements AutoCloseable {

    private static final int MORE_THAN_THE_QUEUE = 4;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> queued = new ArrayList<>();
    final InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();

    Deaf() throws Exception {
      for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(address, 200);
        } catch (SocketTimeoutException e) {
          return;
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : queued) {
        socket.close();
      }
      listener.close();
    }
  }
}
