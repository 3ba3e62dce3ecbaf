package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.NetworkNamespace;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The age of each frame that a viewer gets, of streams of several rates over several links, with
 * both engines: one table and one plot in {@code target}. What runs by itself is a selection; with
 * {@code -Diocp.whole=true} it is all of it, for the documentation.
 */
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class LiveDelayTableIT {

  private static final boolean WHOLE = Boolean.getBoolean("iocp.whole");

  private static final int CHUNKS_PER_SECOND = 25;
  private static final int GROUP_CHUNKS = 50;
  private static final Duration GROUP = Duration.ofSeconds(GROUP_CHUNKS / CHUNKS_PER_SECOND);
  private static final Duration SLACK = Duration.ofMillis(500);

  private static final int LOST_PERCENT = 1;
  private static final int RECEIVE_BUFFER_BYTES = 16 << 10;

  private static final double MAX_DELAY_SECONDS =
      RelayOptions.DEFAULTS.lag().maxDelay().toMillis() / 1e3;
  private static final double PROMISED_SECONDS =
      MAX_DELAY_SECONDS + (GROUP.toMillis() + SLACK.toMillis()) / 1e3;

  private static final int STALL_AT_SECONDS = WHOLE ? 10 : 4;
  private static final int STALL_SECONDS = WHOLE ? 10 : 4;
  private static final int WATCHED_SECONDS = WHOLE ? 45 : 14;

  private static final int[] RATES =
      WHOLE ? new int[] {500_000, 2_000_000, 8_000_000} : new int[] {8_000_000};
  private static final List<Link> LINKS =
      WHOLE ? List.of(Link.values()) : List.of(Link.FAST, Link.HALF, Link.STALLED);

  /** Between the server and a viewer. */
  private enum Link {
    FAST("fast"),
    THREE_QUARTERS("75 % of the rate"),
    HALF("50 % of the rate"),
    LOSSY("1 % lost"),
    STALLED("reads nothing for " + STALL_SECONDS + " s");

    private final String words;

    Link(String words) {
      this.words = words;
    }

    int percent() {
      return this == THREE_QUARTERS ? 75 : this == HALF ? 50 : 0;
    }

    boolean isElsewhere() {
      return percent() > 0 || this == LOSSY;
    }
  }

  private record Case(int rate, Link link, Viewer viewer, Ages ages) {

    /** Frames that count: those behind a stall are old because they were not read. */
    List<Ages.Frame> counted() {
      double from =
          link == Link.STALLED
              ? STALL_AT_SECONDS + STALL_SECONDS + (GROUP.toMillis() + SLACK.toMillis()) / 1e3
              : 0;
      return ages.since(from);
    }
  }

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<AgePlot.Panel> panels = new ArrayList<>();
  private final StringBuilder table =
      new StringBuilder(
          """
          | stream | link | engine | frames | times cut off | median | p99 | oldest |
          |---|---|---|---|---|---|---|---|
          """);

  @AfterEach
  void stop() throws Exception {
    timer.shutdownNow();
    close();
  }

  private void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    open.clear();
  }

  @Test
  void noFrameIsOlderThanPromisedWhateverTheLink() throws Exception {
    List<List<Case>> measured = new ArrayList<>();
    UringPortProvider uring = new UringPortProvider();
    Availability availability = uring.availability();
    measured.add(measure(new NioPortProvider()));
    if (availability.available()) {
      measured.add(measure(uring));
    }
    for (int rate = 0; rate < RATES.length; rate++) {
      for (int i = 0; i < LINKS.size(); i++) {
        for (int engine = 0; engine < measured.size(); engine++) {
          row(engine == 0 ? "nio" : "uring", measured.get(engine).get(rate * LINKS.size() + i));
        }
      }
      for (int engine = 0; engine < measured.size(); engine++) {
        int first = rate * LINKS.size();
        panel(
            engine == 0 ? "nio" : "io_uring",
            measured.get(engine).subList(first, first + LINKS.size()));
      }
    }
    Path target = Files.createDirectories(Path.of("target"));
    Files.writeString(target.resolve("live-delay.md"), table);
    Files.writeString(
        target.resolve("live-delay.svg"),
        AgePlot.of(panels, measured.size(), WATCHED_SECONDS, PROMISED_SECONDS));

    assertThat(measured.stream().flatMap(List::stream)).allSatisfy(LiveDelayTableIT::isAsPromised);
    Capability.require("uring", availability.available(), availability.reason());
  }

  private static void isAsPromised(Case one) {
    assertThat(one.viewer().failure()).isNull();
    assertThat(one.counted()).as("frames of %s", one).isNotEmpty();
    assertThat(Ages.percentile(one.counted(), 100))
        .as("oldest frame of %d b/s, %s", one.rate(), one.link())
        .isLessThanOrEqualTo(PROMISED_SECONDS);
    if (one.link() == Link.FAST) {
      assertThat(one.viewer().gaps()).as("others do not feel it").isZero();
    }
  }

  private List<Case> measure(PortProvider engine) throws Exception {
    RelayServer server =
        new RelayServer(
            engine.name(),
            RelayOptions.DEFAULTS,
            SocketOptions.DEFAULTS,
            ConnectionOptions.DEFAULTS,
            InetAddress.getByName("0.0.0.0"));
    open.add(server);
    var ticking =
        timer.scheduleAtFixedRate(
            () -> server.streams().tick(System.currentTimeMillis()), 1, 1, TimeUnit.SECONDS);
    List<Case> cases = new ArrayList<>();
    List<Publisher> publishers = new ArrayList<>();
    for (int rate : RATES) {
      cases.addAll(publish(rate, server.address().getPort(), publishers));
    }
    await().until(() -> cases.stream().allMatch(each -> each.viewer().lastNumber() >= 0));
    List<Case> stalling = cases.stream().filter(each -> each.link() == Link.STALLED).toList();
    awaitPublished(publishers.get(0), STALL_AT_SECONDS);
    stalling.forEach(each -> each.viewer().reading(false));
    awaitPublished(publishers.get(0), STALL_AT_SECONDS + STALL_SECONDS);
    stalling.forEach(each -> each.viewer().reading(true));
    awaitPublished(publishers.get(0), WATCHED_SECONDS);
    for (Publisher publisher : publishers) {
      publisher.stop();
    }
    await().until(() -> cases.stream().allMatch(each -> each.viewer().hasEnded()));
    ticking.cancel(false);
    close();
    return cases;
  }

  private List<Case> publish(int rate, int port, List<Publisher> publishers) throws Exception {
    int groupBytes = (int) (rate / Byte.SIZE * GROUP.toSeconds());
    int keyframeBytes = groupBytes / 10;
    // A chunk has up to a kilobyte more, half of it in the mean.
    int deltaBytes = (groupBytes - keyframeBytes) / (GROUP_CHUNKS - 1) - 500;
    SyntheticStream stream = new SyntheticStream(GROUP_CHUNKS, keyframeBytes, deltaBytes);
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Publisher publisher = new Publisher(here, "/publish/rate-" + rate, stream, CHUNKS_PER_SECOND);
    publishers.add(publisher);
    List<Case> cases = new ArrayList<>();
    for (Link link : LINKS) {
      Ages ages = new Ages();
      Viewer viewer =
          new Viewer(
              "/watch/rate-" + rate + "?wait=30s",
              link == Link.STALLED ? RECEIVE_BUFFER_BYTES : 0,
              stream,
              publisher,
              new Delays[] {ages});
      loop(rate, link, here).connect(viewer);
      cases.add(new Case(rate, link, viewer, ages));
    }
    publisher.start();
    return cases;
  }

  private ClientLoop loop(int rate, Link link, InetSocketAddress here) throws IOException {
    String name = "client-" + rate + "-" + link;
    if (!link.isElsewhere()) {
      ClientLoop loop = new ClientLoop(here, name);
      open.add(loop::stop);
      return loop;
    }
    NetworkNamespace elsewhere = NetworkNamespace.require();
    open.add(elsewhere);
    if (link.percent() > 0) {
      elsewhere.limit(rate / 100 * link.percent() + "bit");
    } else {
      elsewhere.lose(LOST_PERCENT);
    }
    ClientLoop loop = new ClientLoop(new InetSocketAddress(elsewhere.here(), here.getPort()), name);
    open.add(loop::stop);
    loop.execute(elsewhere::enter);
    return loop;
  }

  private static void awaitPublished(Publisher publisher, int seconds) {
    await()
        .atMost(Duration.ofSeconds(seconds).plus(Patience.LIMIT))
        .until(() -> publisher.lastNumber() >= seconds * CHUNKS_PER_SECOND);
  }

  private void row(String engine, Case one) {
    List<Ages.Frame> counted = one.counted();
    table.append(
        String.format(
            Locale.ROOT,
            "| %.1f Mb/s | %s | %s | %d | %d | %.2f s | %.2f s | %.2f s |%n",
            one.rate() / 1e6,
            one.link().words,
            engine,
            counted.size(),
            one.viewer().gaps(),
            Ages.percentile(counted, 50),
            Ages.percentile(counted, 99),
            Ages.percentile(counted, 100)));
  }

  private void panel(String engine, List<Case> cases) {
    panels.add(
        new AgePlot.Panel(
            String.format(Locale.ROOT, "%.1f Mb/s, %s", cases.get(0).rate() / 1e6, engine),
            cases.stream()
                .map(each -> new AgePlot.Line(each.link().words, each.ages().frames()))
                .toList()));
  }
}
