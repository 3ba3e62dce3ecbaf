package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.NetworkNamespace;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * How old a picture may be when a viewer gets it, over links that are slower than the stream. Here
 * time is what is asserted, for the bound is what the relay promises; {@code target} keeps a table
 * of what was measured.
 */
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class LiveDelayIT {

  private static final int CHUNKS_PER_SECOND = 25;
  private static final int GROUP_CHUNKS = 50;
  // 2 Mb/s with keyframes of 50 KB.
  private static final int STREAM_BYTES_PER_SECOND = 250_000;
  private static final int KEYFRAME_BYTES = 50_000;
  private static final int DELTA_BYTES = 8_600;
  private static final Duration GROUP = Duration.ofSeconds(GROUP_CHUNKS / CHUNKS_PER_SECOND);

  private static final int RECEIVE_BUFFER_BYTES = 16 << 10;
  // Linux doubles what it is asked for.
  private static final int RECEIVED_BYTES = 2 * RECEIVE_BUFFER_BYTES;
  private static final int UNSENT_BYTES = SocketOptions.DEFAULTS.unsentLimitBytes();
  private static final Duration SLACK = Duration.ofMillis(500);

  // Of the stream's rate, after the headers of TCP and IP.
  private static final int THIN_LINK_PERCENT = 70;
  private static final Duration LINK_QUEUE = Duration.ofMillis(400);

  private static final int[] PERCENTS = {75, 50, 25};
  private static final int FAST_VIEWERS = 5;
  private static final Duration WATCHED = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofSeconds(10);
  private static final long PACE_MILLIS = 20;

  // Phases of the publisher.
  private static final int STALLED = 1;
  private static final int RECOVERED = 2;
  private static final int PHASES = 3;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<ScheduledFuture<?>> timed = new ArrayList<>();
  private final List<ClientLoop> loops = new ArrayList<>();
  private RelayServer server;
  private SyntheticStream stream;
  private Publisher publisher;

  /** A viewer, what it is called in the table, and the delays that it notes. */
  private record Case(String name, Viewer viewer, List<Delays> delays) {

    Delays all() {
      Delays all = new Delays();
      delays.forEach(all::add);
      return all;
    }
  }

  @AfterEach
  void stop() throws Exception {
    timed.forEach(one -> one.cancel(false));
    timer.shutdownNow();
    if (publisher != null) {
      publisher.stop();
    }
    for (ClientLoop loop : loops) {
      loop.stop();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void onNioNoPictureIsOlderThanTheBound() throws Exception {
    noPictureIsOlderThanTheBound(new NioPortProvider());
  }

  @Test
  void onUringNoPictureIsOlderThanTheBound() throws Exception {
    noPictureIsOlderThanTheBound(new UringPortProvider());
  }

  @Test
  void onNioNoPictureIsOlderThanTheBoundOverAThinLink() throws Exception {
    noPictureIsOlderThanTheBoundOverAThinLink(new NioPortProvider());
  }

  @Test
  void onUringNoPictureIsOlderThanTheBoundOverAThinLink() throws Exception {
    noPictureIsOlderThanTheBoundOverAThinLink(new UringPortProvider());
  }

  private void noPictureIsOlderThanTheBoundOverAThinLink(PortProvider engine) throws Exception {
    require(engine);
    try (NetworkNamespace elsewhere = NetworkNamespace.require()) {
      elsewhere.limit("1500kbit");
      start(engine.name(), elsewhere.here());
      Case fast = watch("fast", 0);
      loops.get(1).execute(elsewhere::enter);
      Case far = watch("1.5 Mb/s", 0, loops.get(1));
      awaitFirstChunk(List.of(fast, far));
      publisher.phase(RECOVERED);
      awaitPublished(WATCHED);
      publisher.stop();
      await().until(() -> fast.viewer().hasEnded());

      write(engine.name() + "-thin-link", List.of(fast, far));
      assertThat(far.viewer().failure()).isNull();
      assertThat(far.delays().get(RECOVERED).total()).isPositive();
      assertThat(far.all().percentileMillis(100))
          .as("oldest picture")
          .isLessThanOrEqualTo((double) bound(THIN_LINK_PERCENT).plus(LINK_QUEUE).toMillis());
      assertThat(fast.viewer().gaps()).isZero();
      assertThat(fast.viewer().lastNumber()).isEqualTo(publisher.lastNumber());
    }
  }

  private static void require(PortProvider engine) {
    Availability availability = engine.availability();
    Capability.require(engine.name(), availability.available(), availability.reason());
  }

  private void noPictureIsOlderThanTheBound(PortProvider engine) throws Exception {
    require(engine);
    start(engine.name(), InetAddress.getLoopbackAddress());
    List<Case> fast = new ArrayList<>();
    for (int i = 0; i < FAST_VIEWERS; i++) {
      fast.add(watch("fast " + i, 0));
    }
    List<Case> slow = new ArrayList<>();
    for (int percent : PERCENTS) {
      slow.add(watchAt(percent));
    }
    Case stalled = watch("stalled", RECEIVE_BUFFER_BYTES);
    awaitFirstChunk(fast);
    awaitFirstChunk(slow);
    awaitFirstChunk(List.of(stalled));

    publisher.phase(STALLED);
    stalled.viewer().reading(false);
    awaitPublished(STALL);
    stalled.viewer().reading(true);
    awaitPublished(GROUP.plus(SLACK));
    publisher.phase(RECOVERED);
    awaitPublished(WATCHED.minus(STALL));
    publisher.stop();
    await().until(() -> fast.stream().allMatch(each -> each.viewer().hasEnded()));

    List<Case> all = new ArrayList<>(fast);
    all.addAll(slow);
    all.add(stalled);
    write(engine.name(), all);
    assertThat(all).allSatisfy(each -> assertThat(each.viewer().failure()).isNull());
    assertThat(fast)
        .allSatisfy(
            each -> {
              assertThat(each.viewer().gaps()).isZero();
              assertThat(each.viewer().lastNumber()).isEqualTo(publisher.lastNumber());
            });
    for (int i = 0; i < PERCENTS.length; i++) {
      assertThat(slow.get(i).all().percentileMillis(100))
          .as("oldest picture at %s", slow.get(i).name())
          .isLessThanOrEqualTo((double) bound(PERCENTS[i]).toMillis());
    }
    assertThat(stalled.viewer().gaps()).isPositive();
    assertThat(stalled.delays().get(RECOVERED).total()).isPositive();
    assertThat(stalled.delays().get(RECOVERED).percentileMillis(100))
        .as("oldest picture a group after the stall")
        .isLessThanOrEqualTo((double) GROUP.toMillis());
    assertThat(server.count(RelayCounter.VIEWERS_CLOSED_TOO_SLOW)).isZero();
  }

  /** What a viewer that reads at this share of the stream's rate may see. */
  private static Duration bound(int percent) {
    long bytesPerSecond = (long) STREAM_BYTES_PER_SECOND * percent / 100;
    long beyondTheQueueMillis = (UNSENT_BYTES + RECEIVED_BYTES) * 1000L / bytesPerSecond;
    return RelayOptions.DEFAULTS
        .lag()
        .maxDelay()
        .plus(GROUP)
        .plus(SLACK)
        .plusMillis(beyondTheQueueMillis);
  }

  private void start(String engine, InetAddress address) throws Exception {
    server =
        new RelayServer(
            engine,
            RelayOptions.DEFAULTS,
            SocketOptions.DEFAULTS,
            ConnectionOptions.DEFAULTS,
            address);
    for (int i = 0; i < 2; i++) {
      loops.add(new ClientLoop(server.address(), "client-" + i));
    }
    timed.add(
        timer.scheduleAtFixedRate(
            () -> server.streams().tick(System.currentTimeMillis()), 1, 1, TimeUnit.SECONDS));
    stream = new SyntheticStream(GROUP_CHUNKS, KEYFRAME_BYTES, DELTA_BYTES);
    publisher = new Publisher(server.address(), "/publish/load", stream, CHUNKS_PER_SECOND);
    await().until(() -> server.streams().size() == 1);
    publisher.start();
  }

  private Case watch(String name, int receiveBufferBytes) {
    return watch(name, receiveBufferBytes, loops.get(0));
  }

  private Case watch(String name, int receiveBufferBytes, ClientLoop loop) {
    Delays[] delays = new Delays[PHASES];
    Arrays.setAll(delays, phase -> new Delays());
    Viewer viewer = new Viewer("/watch/load", receiveBufferBytes, stream, publisher, delays);
    loop.connect(viewer);
    return new Case(name, viewer, List.of(delays));
  }

  /** On a thread of its own, so that the fast ones do not wait for it. */
  private Case watchAt(int percent) {
    ClientLoop loop = loops.get(1);
    Case slow = watch(percent + " %", RECEIVE_BUFFER_BYTES, loop);
    Viewer viewer = slow.viewer();
    loop.execute(viewer::readNothing);
    long bytes = (long) STREAM_BYTES_PER_SECOND * PACE_MILLIS / 1000 * percent / 100;
    timed.add(
        timer.scheduleAtFixedRate(
            () -> loop.execute(() -> viewer.readMore((int) bytes)),
            PACE_MILLIS,
            PACE_MILLIS,
            TimeUnit.MILLISECONDS));
    return slow;
  }

  private static void awaitFirstChunk(List<Case> cases) {
    await().until(() -> cases.stream().allMatch(each -> each.viewer().lastNumber() >= 0));
  }

  private void awaitPublished(Duration time) {
    int until = publisher.lastNumber() + (int) (time.toMillis() * CHUNKS_PER_SECOND / 1000);
    await().atMost(time.plus(Patience.LIMIT)).until(() -> publisher.lastNumber() >= until);
  }

  private static void write(String engine, List<Case> cases) throws IOException {
    StringBuilder table = new StringBuilder("| viewer | chunks | gaps | median ms | max ms |\n");
    table.append("|---|---|---|---|---|\n");
    for (Case each : cases) {
      Delays all = each.all();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %d | %.0f | %.0f |%n",
              each.name(),
              all.total(),
              each.viewer().gaps(),
              all.percentileMillis(50),
              all.percentileMillis(100)));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s, recovered | %d | | %.0f | %.0f |%n",
              each.name(),
              each.delays().get(RECOVERED).total(),
              each.delays().get(RECOVERED).percentileMillis(50),
              each.delays().get(RECOVERED).percentileMillis(100)));
    }
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("live-delay-" + engine + ".md"), table);
  }
}
