package io.iocp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.ConnectionOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Clients, handlers and other threads do at random what they can to a transport with little memory
 * and short timeouts; afterwards nothing may be left, and nothing may have come twice.
 *
 * <p>System properties: {@code iocp.stress.seconds} (10), {@code iocp.stress.seed} (random). A seed
 * gives the same decisions, not the same interleaving.
 */
abstract class StressContract {

  /** Who logs that a handler has failed; here they do so on purpose. */
  private static final String HANDLER_FAILURES = "io.iocp.connection.CallbackGuard";

  private static final Duration LIMIT = Patience.LIMIT;
  private static final Duration SHORT_CLOSE_TIMEOUT = Duration.ofMillis(500);
  private static final long ROUND_MILLIS = 2000;
  private static final int CLIENT_THREADS = 3;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final ListAppender<ILoggingEvent> faults = new ListAppender<>();

  abstract PortProvider provider();

  @BeforeEach
  void listenToFaults() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    logger(HANDLER_FAILURES).setLevel(Level.OFF);
    faults.start();
    logger("io.iocp").addAppender(faults);
  }

  @AfterEach
  void listenNoMore() {
    logger("io.iocp").detachAppender(faults);
    logger(HANDLER_FAILURES).setLevel(null);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whateverHappensNothingIsLeftAndNothingComesTwice() throws Exception {
    long seconds = Long.getLong("iocp.stress.seconds", 10);
    long seed = Long.getLong("iocp.stress.seed", new Random().nextLong());
    long rounds = Math.max(1, seconds * 1000 / ROUND_MILLIS);
    for (long round = 0; round < rounds; round++) {
      // Every other time it has to stop in the midst of it.
      round(seed + round, round % 2 == 1);
    }
  }

  /**
   * Stopping gives connections and workers the close timeout to complete: what holds for peers must
   * not judge a busy machine when many have to.
   */
  private IocpTransportOptions options(Duration closeTimeout) {
    return IocpTransportOptions.builder()
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .engine(provider().name())
        .workers(2)
        .buffers(new BufferPoolOptions(3 << 20, 256 << 10, List.of(4 << 10, 16 << 10, 64 << 10)))
        .receiveBuffersPerWorker(16)
        .sockets(new SocketOptions(64, 16 << 10, 16 << 10, true))
        .connections(
            ConnectionOptions.builder()
                .maximumConnections(60)
                .handshakeTimeout(Duration.ofMillis(500))
                .idleTimeout(Duration.ofMillis(700))
                .keepAliveInterval(Duration.ofMillis(200))
                .closeTimeout(closeTimeout)
                .sendQueueBytes(256 << 10)
                .build())
        .build();
  }

  private void round(long seed, boolean stopInTheMidst) throws IOException, InterruptedException {
    StressHandler handler = new StressHandler(seed, failures::add);
    IocpTransport transport =
        IocpTransport.start(
            options(stopInTheMidst ? LIMIT : SHORT_CLOSE_TIMEOUT),
            List.of(registry -> registry.addHandler(handler, "/stress")));
    List<StressClients> clients = new ArrayList<>();
    for (int i = 0; i < CLIENT_THREADS; i++) {
      clients.add(
          new StressClients(
              "clients-" + i, transport.address(), new Random(seed * 31 + i), failures::add));
    }
    clients.forEach(Thread::start);

    meddle(transport, handler, new Random(seed));
    if (stopInTheMidst) {
      assertStops(transport, handler, seed);
    }
    for (StressClients thread : clients) {
      thread.end();
      thread.join(LIMIT.toMillis());
      assertThat(thread.isAlive()).as("clients hang, seed %d", seed).isFalse();
    }
    if (!stopInTheMidst) {
      Patience.await("all connections end, seed " + seed)
          .until(() -> transport.clients().count() == 0);
      assertThat(transport.figures().snapshot().workers())
          .as("workers, seed %d", seed)
          .allMatch(worker -> worker.alive() && worker.connections() == 0);
      assertThat(transport.figures().port().pendingTotal())
          .as("in flight beside the listener, seed %d", seed)
          .isEqualTo(1);
      assertStops(transport, handler, seed);
    }
  }

  /** What other threads do meanwhile. */
  private void meddle(IocpTransport transport, StressHandler handler, Random random) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
    while (System.nanoTime() < end) {
      for (WsSession session : handler.open.values()) {
        handler.meddle(session, random);
        if (random.nextInt(100) == 0) {
          transport
              .clients()
              .disconnect(session.id(), new WsClose(CloseCode.POLICY_VIOLATION, "out"));
        }
      }
      if (random.nextInt(50) == 0) {
        assertThat(transport.clients().page(0, 10)).hasSizeLessThanOrEqualTo(10);
        assertThat(transport.figures().snapshot().connections()).isBetween(0, 60);
      }
      Thread.onSpinWait();
    }
  }

  private void assertStops(IocpTransport transport, StressHandler handler, long seed) {
    assertThat(transport.stop(Duration.ofMillis(400))).as("stops, seed %d", seed).isTrue();
    assertThat(transport.clients().count()).as("connections, seed %d", seed).isZero();
    assertThat(transport.figures().port().pendingTotal()).as("in flight, seed %d", seed).isZero();
    assertThat(transport.figures().port().lateCompletions()).as("late, seed %d", seed).isZero();
    assertThat(transport.figures().buffers().used()).as("buffers, seed %d", seed).isZero();
    assertThat(handler.open.keySet()).as("sessions not closed, seed %d", seed).isEmpty();
    assertThat(handler.closedCount())
        .as("sessions closed, seed %d", seed)
        .isPositive()
        .isEqualTo(
            transport
                .figures()
                .snapshot()
                .webSocketCounters()
                .get(WebSocketCounter.SESSIONS_OPENED)
                .intValue());
    assertThat(failures).as("failures, seed %d", seed).isEmpty();
    assertThat(faults.list)
        .as("faults in the log, seed %d", seed)
        .noneMatch(event -> event.getLevel() == Level.ERROR);
  }
}
