package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionCounter;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.Subscription;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * What must hold however many watch. Delays are printed, never asserted: bytes and counters are.
 *
 * <p>The soak takes 10 s unless the system property {@code iocp.soak} says otherwise, up to 2 m.
 */
abstract class RelayLoad {

  private static final String SESSION = "io.iocp.websocket.DefaultWsSession";

  private static final Logger logger = LoggerFactory.getLogger(RelayLoad.class);

  private static final Duration SOAK =
      DurationStyle.detectAndParse(System.getProperty("iocp.soak", "10s"));
  private static final Duration LIMIT = Patience.LIMIT;
  private static final int CLIENT_THREADS = 2;
  private static final int PHASES = 3;

  private static final int SMALL_SOCKET_BUFFER_BYTES = 64 << 10;

  private final List<ClientLoop> loops = new ArrayList<>();
  // One a loop.
  private final List<Delays[]> delays = new ArrayList<>();
  private final List<Viewer> viewers = new ArrayList<>();
  private RelayServer server;
  private Publisher publisher;
  private SyntheticStream stream;
  private long initialDescriptors;

  /** Name of the engine that runs the test; or skips it, where the engine cannot run. */
  protected abstract String engine();

  @BeforeEach
  void countDescriptors() {
    initialDescriptors = openDescriptors();
  }

  @AfterEach
  void stop() throws Exception {
    if (publisher != null) {
      publisher.stop();
    }
    for (ClientLoop loop : loops) {
      loop.stop();
    }
    loops.clear();
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Timeout(240)
  void everyViewerGetsEveryByteInOrder() throws Exception {
    startServer(RelayServer.EVERY_BYTE, SocketOptions.DEFAULTS);
    startPublisher(25, 25);
    for (int i = 0; i < 1000; i++) {
      watch(i, 0);
    }
    awaitFirstChunks();

    int first = publisher.lastNumber();
    publisher.phase(1);
    long chunks = SOAK.toMillis() * 25 / 1000;
    await().atMost(SOAK.plus(LIMIT)).until(() -> publisher.lastNumber() >= first + chunks);
    publisher.stop();

    awaitEveryoneGotEverything();
    assertThat(server.count(RelayCounter.CHUNKS_SKIPPED_WORKER_SLOW)).isZero();
    assertThat(server.count(RelayCounter.CHUNKS_LOST_NO_BUFFERS)).isZero();
    server.awaitInitialFigures();
    logger.info(
        "{}: {} viewers, {} chunks: delay p50 {} ms, p99 {} ms",
        engine(),
        viewers.size(),
        publisher.lastNumber() + 1,
        percentile(1, 50),
        percentile(1, 99));
  }

  @Test
  @Timeout(180)
  void aViewerThatStopsReadingIsClosedAndNobodyElseNotices() throws Exception {
    startServer(
        new RelayOptions(
            RelayOptions.DEFAULTS.cache(),
            new LagPolicy(2 << 20, Duration.ofSeconds(5), Duration.ofSeconds(8)),
            RelayOptions.DEFAULTS.publishers(),
            10,
            0),
        new SocketOptions(4096, SMALL_SOCKET_BUFFER_BYTES, 0, true));
    startPublisher(25, 100);
    for (int i = 0; i < 100; i++) {
      watch(i, 0);
    }
    awaitFirstChunks();
    Viewer slow = viewer(0, SMALL_SOCKET_BUFFER_BYTES);
    Viewer stopped = viewer(1, SMALL_SOCKET_BUFFER_BYTES);
    await().until(() -> slow.firstNumber() >= 0 && stopped.firstNumber() >= 0);

    publisher.phase(1);
    int quiet = publisher.lastNumber();
    await().until(() -> publisher.lastNumber() > quiet + 300);
    publisher.phase(2);

    // Slow but alive: behind again and again, but never for long.
    for (int i = 0; i < 2; i++) {
      fallBehind(slow);
      slow.reading(true);
      int gapsBefore = slow.gaps();
      await().until(() -> slow.gaps() > gapsBefore || slow.hasEnded());
    }
    assertThat(server.count(RelayCounter.VIEWERS_CLOSED_TOO_SLOW)).isZero();

    fallBehind(stopped);
    await().until(() -> server.count(RelayCounter.VIEWERS_CLOSED_TOO_SLOW) == 1);
    stopped.reading(true);
    await().until(stopped::hasEnded);
    publisher.stop();

    assertThat(stopped.failure()).isNull();
    assertThat(stopped.closeStatus().code()).isEqualTo(Subscription.TOO_SLOW);
    assertThat(stopped.closeStatus().reason()).startsWith("viewer is too slow: behind for");
    awaitEveryoneGotEverything();
    await().until(slow::hasEnded);
    assertThat(slow.failure()).isNull();
    assertThat(slow.gaps()).isGreaterThanOrEqualTo(2);
    assertThat(slow.lastNumber()).isEqualTo(publisher.lastNumber());
    server.awaitInitialFigures();
    double before = percentile(1, 99);
    double during = percentile(2, 99);
    logger.info(
        "{}: p99 delay of the others {} ms before, {} ms beside the slow ones (ratio {})",
        engine(),
        before,
        during,
        Math.round(100 * during / before) / 100.0);
  }

  @Test
  @Timeout(600)
  void aReloadStormLeavesNothingBehind() throws Exception {
    int cycles = 10_000;
    int atOnce = 80;
    startServer(RelayServer.EVERY_BYTE, SocketOptions.DEFAULTS);
    startPublisher(25, 50);
    for (int i = 0; i < 10; i++) {
      watch(i, 0);
    }
    awaitFirstChunks();

    publisher.phase(1);
    AtomicInteger started = new AtomicInteger();
    AtomicInteger finished = new AtomicInteger();
    for (int i = 0; i < atOnce; i++) {
      nextReload(loops.get(i % CLIENT_THREADS), cycles, started, finished);
    }
    await().atMost(Duration.ofMinutes(5)).until(() -> finished.get() == cycles);
    await().until(() -> server.streams().viewers() == viewers.size());
    publisher.phase(2);
    // A worker may still have the last of them in its hands.
    await()
        .untilAsserted(
            () -> {
              assertThat(LiveObjects.count(Subscription.class)).isEqualTo(viewers.size());
              assertThat(LiveObjects.count(SESSION)).isEqualTo(viewers.size() + 1);
            });
    publisher.stop();

    awaitEveryoneGotEverything();
    server.awaitInitialFigures();
    await().untilAsserted(() -> assertThat(LiveObjects.count(Connection.class)).isZero());
    assertThat(server.count(RelayCounter.VIEWERS_JOINED)).isEqualTo(cycles + viewers.size());
    var snapshot = server.transport().figures().snapshot();
    assertThat(snapshot.connectionCounters().get(ConnectionCounter.HANDLER_FAILED)).isZero();
    assertThat(snapshot.port().lateCompletions()).isZero();
    logger.info(
        "{}: {} reloads ended {}; delay of the steady viewers p50 {} ms, p99 {} ms",
        engine(),
        cycles,
        snapshot.closeCauses().entrySet().stream().filter(cause -> cause.getValue() > 0).toList(),
        percentile(1, 50),
        percentile(1, 99));
    assertThat(snapshot.closeCauses().get(CloseCause.RESET_BY_PEER)).isPositive();
    stop();
    await()
        .untilAsserted(() -> assertThat(openDescriptors()).isLessThanOrEqualTo(initialDescriptors));
  }

  @Test
  @Timeout(180)
  void anIdleConnectionHoldsNoBuffer() throws Exception {
    int connections = 2_000;
    startServer(RelayServer.EVERY_BYTE, SocketOptions.DEFAULTS);
    connectPublisher(25, 25);
    long bytesBefore = LiveObjects.bytes();
    AtomicInteger open = new AtomicInteger();
    for (int i = 0; i < connections; i++) {
      loops.get(i % CLIENT_THREADS).connect(new Idler("/watch/load", open));
    }
    await().until(() -> open.get() == connections);

    await().untilAsserted(() -> assertThat(server.buffersInUse()).isZero());
    logger.info(
        "{}: {} idle connections, {} bytes of heap each for both ends together",
        engine(),
        connections,
        (LiveObjects.bytes() - bytesBefore) / connections);

    publisher.stop();
    await().until(() -> open.get() == 0);
    server.awaitInitialFigures();
  }

  private void startServer(RelayOptions options, SocketOptions sockets) throws Exception {
    server = new RelayServer(engine(), options, sockets);
    for (int i = 0; i < CLIENT_THREADS; i++) {
      loops.add(new ClientLoop(server.address(), "client-" + i));
      delays.add(newDelays());
    }
  }

  private void connectPublisher(int groupChunks, int chunksPerSecond) throws Exception {
    stream = new SyntheticStream(groupChunks);
    publisher = new Publisher(server.address(), "/publish/load", stream, chunksPerSecond);
    await().until(() -> server.streams().size() == 1);
  }

  private void startPublisher(int groupChunks, int chunksPerSecond) throws Exception {
    connectPublisher(groupChunks, chunksPerSecond);
    publisher.start();
  }

  /** A viewer that is to get everything. */
  private void watch(int index, int receiveBufferBytes) {
    viewers.add(viewer(index, receiveBufferBytes));
  }

  private Viewer viewer(int index, int receiveBufferBytes) {
    int loop = index % CLIENT_THREADS;
    Delays[] noted = receiveBufferBytes == 0 ? delays.get(loop) : newDelays();
    Viewer viewer = new Viewer("/watch/load", receiveBufferBytes, stream, publisher, noted);
    loops.get(loop).connect(viewer);
    return viewer;
  }

  private static Delays[] newDelays() {
    Delays[] phases = new Delays[PHASES];
    Arrays.setAll(phases, phase -> new Delays());
    return phases;
  }

  private void nextReload(
      ClientLoop loop, int cycles, AtomicInteger started, AtomicInteger finished) {
    int cycle = started.getAndIncrement();
    if (cycle >= cycles) {
      return;
    }
    Runnable gone =
        () -> {
          finished.incrementAndGet();
          nextReload(loop, cycles, started, finished);
        };
    loop.connect(new Vanisher("/watch/load", cycle % 2 == 0, gone));
  }

  private void awaitFirstChunks() {
    await()
        .until(
            () ->
                viewers.stream().allMatch(viewer -> viewer.lastNumber() >= 0 || viewer.hasEnded()));
  }

  /** Stops reading until the server has begun to skip chunks. */
  private void fallBehind(Viewer viewer) {
    long before = server.count(RelayCounter.DROPS_TO_KEYFRAME);
    viewer.reading(false);
    await().until(() -> server.count(RelayCounter.DROPS_TO_KEYFRAME) > before || viewer.hasEnded());
  }

  /** After the publisher has ended: all viewers are closed behind the last byte. */
  private void awaitEveryoneGotEverything() {
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
  }

  private double percentile(int phase, double percent) {
    Delays all = new Delays();
    delays.forEach(phases -> all.add(phases[phase]));
    return all.percentileMillis(percent);
  }

  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
