package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.load.IdleClients;
import io.iocp.streaming.load.WatchedStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What administration costs while 10,000 clients are connected. Lists and bytes are asserted; times
 * and ratios are printed, never asserted.
 *
 * <p>One pair of rounds, unless the system property {@code iocp.rounds} says more.
 */
@Tag("alone")
@Timeout(1800)
class TenThousandClientsIT {

  private static final Logger logger = LoggerFactory.getLogger(TenThousandClientsIT.class);

  private static final int ROUNDS = Integer.getInteger("iocp.rounds", 1);
  private static final int SAMPLES_A_ROUND = 7;
  private static final Duration ROUND = Duration.ofSeconds(ROUNDS == 1 ? 3 : 8);

  private static final int VIEWERS = 500;
  private static final int PUBLISHERS = 2;
  private static final int CLIENTS = 10_000;
  private static final int IDLE = CLIENTS - VIEWERS - PUBLISHERS;
  private static final int CHUNKS_A_SECOND = 50;
  private static final int PAGE = 1000;

  private static final int WITHOUT = 1;
  private static final int WITH = 2;

  private static ServiceProcess service;
  private static Client silent;
  private static IdleClients idle;
  private static InetSocketAddress server;

  private WatchedStream watched;

  @BeforeAll
  static void connect() throws Exception {
    service =
        new ServiceProcess(
            List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m"),
            List.of(
                "--streaming.security.mode=open",
                "--iocp.address=127.0.0.1",
                // Idle clients do not answer pings.
                "--iocp.idle-timeout=2h"));
    URI address = service.webSocket("/");
    server = new InetSocketAddress(address.getHost(), address.getPort());
    silent = Client.connect(service.webSocket("/publish/soon"));
    idle = IdleClients.connect(server, "/watch/soon", IDLE);
  }

  @BeforeEach
  void watch() throws Exception {
    watched = WatchedStream.start(server, "live", VIEWERS, CHUNKS_A_SECOND, 3);
    await("those of the test before have left")
        .until(() -> list("limit=1").path("matching").asInt() == CLIENTS);
  }

  @AfterEach
  void leave() throws Exception {
    watched.close();
  }

  @AfterAll
  static void end() throws Exception {
    if (idle != null) {
      idle.close();
    }
    if (silent != null) {
      silent.close();
    }
    if (service != null) {
      service.close();
    }
  }

  // --- the list

  @Test
  void pagesShowEachClientOnce() throws Exception {
    Set<Long> ids = new HashSet<>();
    JsonNode page = list("limit=" + PAGE);
    ids(page).forEach(id -> assertThat(ids.add(id)).isTrue());
    while (page.path("next").isNumber()) {
      page = list("limit=" + PAGE + "&after=" + page.path("next").asLong());
      ids(page).forEach(id -> assertThat(ids.add(id)).isTrue());
    }
    assertThat(ids).hasSize(CLIENTS);
    assertThat(ids(list("limit=2&offset=9998"))).hasSize(2);
  }

  @Test
  void aListIsWhatWasAskedForInThatOrderAndSoonThere() throws Exception {
    report("first page", "");
    report("first page of 1,000", "limit=1000");
    assertThat(ids(list("offset=9950"))).hasSize(50);
    report("last page", "offset=9950");
    for (Map.Entry<String, Comparator<JsonNode>> order : orders().entrySet()) {
      assertThat(clients(list("limit=1000&sort=" + order.getKey())))
          .as(order.getKey())
          .hasSize(1000)
          .isSortedAccordingTo(order.getValue());
      assertThat(clients(list("limit=1000&sort=-" + order.getKey())))
          .as("-" + order.getKey())
          .hasSize(1000)
          .isSortedAccordingTo(order.getValue().reversed());
      report("by " + order.getKey(), "sort=" + order.getKey());
      report("by " + order.getKey() + ", the other way", "sort=-" + order.getKey());
    }
    JsonNode viewers = list("limit=1000&q=WATCH/LIVE");
    assertThat(viewers.path("matching").asInt()).isEqualTo(VIEWERS);
    assertThat(clients(viewers))
        .hasSize(VIEWERS)
        .allMatch(client -> client.path("path").asString().equals("/watch/live"));
    report("filtered by path", "q=watch/live");
    report("filtered by path and sorted", "q=watch/live&sort=-queuedBytes");
    report("filtered by state", "state=OPEN&offset=9900");
    report("filtered by worker", "worker=0");
    report("nothing found", "q=nobody");
  }

  private static Map<String, Comparator<JsonNode>> orders() {
    Map<String, Comparator<JsonNode>> orders = new LinkedHashMap<>();
    for (String number :
        List.of("id", "worker", "queuedBytes", "queuedBuffers", "receivedBytes", "sentBytes")) {
      orders.put(number, Comparator.comparingLong(client -> client.path(number).asLong()));
    }
    orders.put("lag", Comparator.comparingLong(client -> client.path("lagMillis").asLong()));
    orders.put("age", Comparator.comparingLong(client -> client.path("ageMillis").asLong()));
    orders.put(
        "pendingIo",
        Comparator.comparingInt(
            client -> client.path("pendingIo").valueStream().mapToInt(JsonNode::asInt).sum()));
    for (String text : List.of("remoteAddress", "path")) {
      orders.put(text, Comparator.comparing(client -> client.path(text).asString()));
    }
    orders.put("state", Comparator.comparing(client -> client.path("state").asString()));
    return orders;
  }

  /** Prints how long this list takes, from asking over HTTP to the last byte. */
  private static void report(String what, String query) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < SAMPLES_A_ROUND * ROUNDS; i++) {
      long start = System.nanoTime();
      service.get("/api/v1/clients?" + query);
      millis.add((System.nanoTime() - start) / 1e6);
    }
    logger.info(
        "list: {} ms, slowest {} ms: {}", rounded(median(millis)), rounded(max(millis)), what);
  }

  private static JsonNode list(String query) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(service.get("/api/v1/clients?" + query));
  }

  private static List<JsonNode> clients(JsonNode list) {
    return list.path("clients").valueStream().toList();
  }

  private static List<Long> ids(JsonNode list) {
    return list.path("clients").valueStream().map(TenThousandClientsIT::id).toList();
  }

  private static long id(JsonNode client) {
    return client.path("id").asLong();
  }

  // --- the relay

  @Test
  void theDashboardCostsNobodyAByte() throws Exception {
    List<Double> bytes = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    try (Browser browser = Browser.open()) {
      Dashboard dashboard = new Dashboard(browser);
      dashboard.open(service.page("/admin/"), RunningService.OPERATOR, RunningService.PASSWORD);
      watchClients(browser, dashboard);
      for (int round = 0; round < ROUNDS; round++) {
        browser.open(URI.create("about:blank"));
        Round without = measure(WITHOUT);
        browser.open(service.page("/admin/"));
        browser.await("document.querySelector('#connection').textContent === 'live'");
        watchClients(browser, dashboard);
        Round with = measure(WITH);
        bytes.add(with.bytes / without.bytes);
        cpu.add(with.cpuSecondsPerGigabyte() / without.cpuSecondsPerGigabyte());
        logger.info(
            "relay: without {}, with the dashboard {}; {}", without, with, answers(browser));
        assertThat(dashboard.troubles()).isEqualTo("[]");
      }
    }
    List<String> faults = watched.finish();
    logger.info(
        "relay with the dashboard ÷ without, median of {}: bytes {}, CPU for each GB {} ({} to {});"
            + " p99 delay {} ms ÷ {} ms",
        ROUNDS,
        rounded(median(bytes)),
        rounded(median(cpu)),
        rounded(cpu.stream().mapToDouble(one -> one).min().orElseThrow()),
        rounded(max(cpu)),
        rounded(watched.p99Millis(WITH)),
        rounded(watched.p99Millis(WITHOUT)));
    assertThat(faults).isEmpty();
  }

  /** The list that changes most: its order is another one each time. */
  private static void watchClients(Browser browser, Dashboard dashboard) {
    dashboard.view("clients");
    browser.await("document.querySelectorAll('.vt-spacer .vt-row:not(.loading)').length > 10");
    dashboard.click(".vt-head .col-queue button");
  }

  /** How long somebody in front of the page waits for the last client, and what is busiest. */
  private static String answers(Browser browser) {
    browser.evaluate("document.querySelector('.vt-scroller').focus()");
    long start = System.nanoTime();
    browser.press(Keys.END);
    browser.await(
        "document.querySelector('[aria-selected=true]')?.ariaRowIndex === '10001'"
            + " && !document.querySelector('[aria-selected=true]').matches('.loading')");
    double millis = (System.nanoTime() - start) / 1e6;
    return "the last client came after %.0f ms, longest task of the page %.0f ms"
        .formatted(millis, browser.number("Math.max(0, ...window.longTasks)"));
  }

  private Round measure(int phase) throws InterruptedException {
    watched.phase(phase);
    long bytes = watched.receivedBytes();
    Duration cpu = service.cpuTime();
    long start = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(ROUND.toNanos());
    double seconds = (System.nanoTime() - start) / 1e9;
    Round round =
        new Round(
            (watched.receivedBytes() - bytes) / seconds,
            service.cpuTime().minus(cpu).toNanos() / 1e9 / seconds);
    watched.phase(0);
    return round;
  }

  /**
   * @param bytes delivered a second
   * @param cores CPU seconds of the service a second
   */
  private record Round(double bytes, double cores) {

    double cpuSecondsPerGigabyte() {
      return cores * 1e9 / bytes;
    }

    @Override
    public String toString() {
      return "%.1f MB/s with %.3f cores, %.2f CPU s/GB"
          .formatted(bytes / 1e6, cores, cpuSecondsPerGigabyte());
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(one -> one).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double max(List<Double> values) {
    return values.stream().flatMapToDouble(DoubleStream::of).max().orElseThrow();
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
