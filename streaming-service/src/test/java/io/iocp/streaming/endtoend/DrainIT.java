package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service in a process of its own is asked to end, as Kubernetes asks. */
@Timeout(240)
class DrainIT {

  private static final Logger logger = LoggerFactory.getLogger(DrainIT.class);
  private static final int VIEWERS = 500;
  private static final int DRAIN_SECONDS = 8;
  private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern STREAM_PORT = Pattern.compile("listens on \\S*:(\\d+) ");
  // 128 + SIGTERM: the signal ended it, in order.
  private static final int TERMINATED = 143;

  @TempDir private Path directory;

  private final List<Client> viewers = new ArrayList<>();
  private Process service;
  private int webPort;
  private int streamPort;

  @AfterEach
  void stop() {
    viewers.forEach(Client::close);
    if (service != null) {
      service.destroyForcibly();
    }
  }

  @Test
  void aServiceThatIsToEndLetsItsViewersGoOneAfterTheOther() throws Exception {
    Capability.require(
        "sigterm",
        ProcessHandle.current().supportsNormalTermination(),
        "here a process that is to end is killed");
    start();
    URI stream = URI.create("ws://127.0.0.1:" + streamPort + "/watch/demo");
    for (int i = 0; i < VIEWERS; i++) {
      viewers.add(Client.connect(stream));
    }
    Patience.await("everybody sees the picture")
        .until(() -> viewers.stream().noneMatch(viewer -> viewer.media().isEmpty()));
    assertThat(readiness()).isEqualTo(200);
    ConcurrentLinkedQueue<Long> ends = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Client.Closing>> closings =
        viewers.stream().map(Client::whenClosed).toList();
    List<CompletableFuture<Void>> noted =
        closings.stream()
            .map(closing -> closing.thenRun(() -> ends.add(System.nanoTime())))
            .toList();

    long terminated = System.nanoTime();
    service.destroy();

    CompletableFuture.anyOf(noted.toArray(CompletableFuture[]::new)).join();
    assertThat(ends.size()).as("told when the first knows").isLessThan(VIEWERS);
    assertThat(readiness()).as("readiness fell before the first was told").isEqualTo(503);
    for (CompletableFuture<Client.Closing> closing : closings) {
      Client.Closing end = closing.get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(end.code()).isEqualTo(1001);
      assertThat(end.reason()).contains("retry-after=");
    }
    assertThat(service.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    assertThat(service.exitValue()).isEqualTo(TERMINATED);
    report(terminated, ends);
  }

  /** For people: how many were told in each second. */
  private static void report(long from, Iterable<Long> ends) {
    Map<Long, Integer> perSecond = new TreeMap<>();
    ends.forEach(
        end -> perSecond.merge(TimeUnit.NANOSECONDS.toSeconds(end - from), 1, Integer::sum));
    logger.info("Viewers told in each second of {}: {}", DRAIN_SECONDS, perSecond);
  }

  private void start() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            StreamingServiceApplication.class.getName(),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--iocp.port=0",
            "--iocp.address=127.0.0.1",
            "--iocp.drain-time=" + DRAIN_SECONDS + "s",
            "--streaming.security.mode=open",
            "--streaming.demo.enabled=true",
            "--streaming.demo.width=160",
            "--streaming.demo.height=120",
            "--streaming.demo.frames-per-second=2");
    Path log = directory.resolve("service.log");
    service =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Patience.await("the service starts")
        .until(() -> Files.readString(log).contains("Started StreamingServiceApplication"));
    // Who comes earlier is told that there is no such stream.
    Patience.await("the demo is published")
        .until(() -> Files.readString(log).contains(" started publishing demo"));
    webPort = find(WEB_PORT, Files.readString(log));
    streamPort = find(STREAM_PORT, Files.readString(log));
  }

  private static int find(Pattern pattern, String log) {
    Matcher matcher = pattern.matcher(log);
    assertThat(matcher.find()).as("%s in the log", pattern).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private int readiness() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + webPort + "/actuator/health/readiness");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
