package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.access.AccessPolicy;
import io.iocp.access.AccessRefusal;
import io.iocp.access.AddressRange;
import io.iocp.access.BanOutcome;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionOptions;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that want nothing but harm, in a process that gets what is left of the processors, beside
 * a stream that is watched. Every viewer must get every byte; how much later it comes is printed,
 * never asserted.
 */
abstract class FloodLoad {

  private static final Logger logger = LoggerFactory.getLogger(FloodLoad.class);

  private static final int QUIET = 1;
  private static final int FLOODED = 2;
  private static final int OVER = 3;
  private static final int PHASES = 4;

  private static final int VIEWERS = 100;
  private static final int CHUNKS_A_SECOND = 25;
  private static final int QUIET_CHUNKS = 5 * CHUNKS_A_SECOND;
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

  private final List<Viewer> viewers = new ArrayList<>();
  private final Delays[] delays = new Delays[PHASES];
  private RelayServer server;
  private HistogramSnapshot quietBegan = HistogramSnapshot.EMPTY;
  private HistogramSnapshot floodBegan = HistogramSnapshot.EMPTY;
  private Publisher publisher;
  private ClientLoop viewerLoop;

  /** Name of the engine that runs the test; or skips it, where the engine cannot run. */
  protected abstract String engine();

  @BeforeEach
  void startAndWatch() throws Exception {
    server =
        new RelayServer(
            engine(),
            RelayServer.EVERY_BYTE,
            SocketOptions.DEFAULTS,
            ConnectionOptions.builder().handshakeTimeout(HANDSHAKE_TIMEOUT).build());
    viewerLoop = new ClientLoop(server.address(), "viewers");
    Arrays.setAll(delays, phase -> new Delays());
    SyntheticStream stream = new SyntheticStream(CHUNKS_A_SECOND);
    publisher = new Publisher(server.address(), "/publish/load", stream, CHUNKS_A_SECOND);
    await().until(() -> server.streams().size() == 1);
    publisher.start();
    for (int i = 0; i < VIEWERS; i++) {
      Viewer viewer = new Viewer("/watch/load", 0, stream, publisher, delays);
      viewers.add(viewer);
      viewerLoop.connect(viewer);
    }
    await().until(() -> viewers.stream().allMatch(viewer -> viewer.lastNumber() >= 0));
    publisher.phase(QUIET);
    quietBegan = server.transport().figures().handlerDelayNanos();
    int first = publisher.lastNumber();
    await().until(() -> publisher.lastNumber() >= first + QUIET_CHUNKS);
  }

  @AfterEach
  void stop() throws Exception {
    if (publisher != null) {
      publisher.stop();
    }
    if (viewerLoop != null) {
      viewerLoop.stop();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Timeout(240)
  void whoSendsOneByteASecondIsResetAfterTheHandshakeTimeoutAllTheSame() throws Exception {
    int connections = 2_000;
    try (Attackers slowloris = Attackers.slowloris(server.address(), connections)) {
      flooded();
      slowloris.await(3);
    }
    await()
        .until(
            () -> server.transport().figures().count(CloseCause.HANDSHAKE_TIMEOUT) == connections);
    endAndCheck("2,000 connections that send a byte a second");
  }

  @Test
  @Timeout(240)
  void aFloodOfHandshakesCostsNobodyAByte() throws Exception {
    try (Attackers flood = Attackers.handshakes(server.address(), 5_000)) {
      flooded();
      flood.await(3);
    }
    endAndCheck("5,000 handshakes, 80 at once");
  }

  @Test
  @Timeout(240)
  void bansChangeWhileClientsConnectAndApplyAtOnce() throws Exception {
    AccessPolicy policy = server.transport().clients().access();
    try (Attackers flood = Attackers.paced(server.address(), 5_000)) {
      flooded();
      // At the publisher's pace.
      int first = publisher.lastNumber();
      for (int round = 0; round < 250; round++) {
        int due = first + round;
        await().pollInterval(Duration.ofMillis(1)).until(() -> publisher.lastNumber() >= due);
        for (int i = 0; i < 4; i++) {
          changeBan(policy, round * 4 + i);
        }
      }
      flood.await(3);
    }
    AddressRange banned = AddressRange.parse("127.66.0.0/16");
    policy.ban(banned, "flood", null);
    for (int i = 1; i <= 50; i++) {
      assertThatIsRefused("127.66.0." + i);
    }
    assertThat(policy.count(AccessRefusal.BANNED)).isEqualTo(50);
    policy.unban(banned);
    endAndCheck("1,000 bans changed while 5,000 clients connected");
  }

  /** Nine of ten changes ban one more network; the tenth takes one back. */
  private static void changeBan(AccessPolicy policy, int change) {
    if (change % 10 == 9) {
      assertThat(policy.unban(network(change - 1))).isTrue();
      return;
    }
    AddressRange range = network(change);
    assertThat(policy.ban(range, "flood", Duration.ofHours(1))).isEqualTo(BanOutcome.ADDED);
    assertThat(policy.banOf(range.address())).isPresent();
  }

  private static AddressRange network(int number) {
    return AddressRange.parse("10." + number / 256 + "." + number % 256 + ".0/24");
  }

  private void assertThatIsRefused(String from) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      assertThatIOException()
          .isThrownBy(
              () -> {
                socket.connect(server.address());
                // The reset may come before the connect has returned, or after.
                if (socket.getInputStream().read() < 0) {
                  throw new IOException("ended in order");
                }
              });
    }
  }

  /** Once the first of them is there: what the other process needs to start is not the flood. */
  private void flooded() {
    await()
        .until(() -> server.transport().figures().count(ConnectionCounter.ACCEPTED) > VIEWERS + 1);
    publisher.phase(FLOODED);
    floodBegan = server.transport().figures().handlerDelayNanos();
  }

  private void endAndCheck(String flood) throws Exception {
    publisher.phase(OVER);
    HistogramSnapshot floodEnded = server.transport().figures().handlerDelayNanos();
    publisher.stop();
    await().until(() -> viewers.stream().allMatch(Viewer::hasEnded));
    assertThat(publisher.hasFailed()).as("the publisher was disconnected").isFalse();
    assertThat(viewers)
        .allSatisfy(
            viewer -> {
              assertThat(viewer.failure()).isNull();
              assertThat(viewer.gaps()).isZero();
              assertThat(viewer.lastNumber()).isEqualTo(publisher.lastNumber());
              assertThat(viewer.closeStatus())
                  .isEqualTo(new WsClose(CloseCode.NORMAL, "stream has ended"));
            });
    assertThat(server.count(RelayCounter.CHUNKS_LOST_NO_BUFFERS)).isZero();
    server.awaitInitialFigures();
    double quiet = delays[QUIET].percentileMillis(99);
    double flooded = delays[FLOODED].percentileMillis(99);
    logger.info(
        "{}: {}: p99 delay of {} viewers {} ms before, {} ms meanwhile (ratio {})",
        engine(),
        flood,
        VIEWERS,
        quiet,
        flooded,
        Math.round(100 * flooded / quiet) / 100.0);
    // What the server itself adds, whoever else wants the processors: completions wait for those
    // before them in their batch.
    logger.info(
        "{}: {}: p99 wait of a completion for its handler {} µs before, {} µs meanwhile",
        engine(),
        flood,
        floodBegan.since(quietBegan).percentile(0.99) / 1000,
        floodEnded.since(floodBegan).percentile(0.99) / 1000);
  }
}
