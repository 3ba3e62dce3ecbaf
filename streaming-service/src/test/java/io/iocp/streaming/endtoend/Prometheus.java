package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The machine's own Prometheus, which scrapes one address every second. */
final class Prometheus implements AutoCloseable {

  private static final int SERVICE_UNAVAILABLE = 503;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Skips the calling test where there is none. */
  static Prometheus scraping(String job, int targetPort, Path directory) throws IOException {
    Path program = Capability.requireProgram("prometheus");
    Path configuration =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: %s
                metrics_path: /actuator/prometheus
                static_configs: [{targets: ["127.0.0.1:%d"]}]
            """
                .formatted(job, targetPort));
    int port = freePort();
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it has seen that many figures of the metric. */
  void awaitSamples(String metric, int count) {
    await()
        .until(
            () -> {
              assertThat(process.isAlive()).as("Prometheus runs").isTrue();
              JsonNode seen = query("sum(count_over_time(" + metric + "[1m]))");
              return !seen.isEmpty() && seen.at("/0/value/1").asDouble() >= count;
            });
  }

  /** What the query finds now; empty while it does not answer yet. */
  JsonNode query(String query) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    HttpResponse<String> response;
    try {
      response = HTTP.send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      return JsonMapper.shared().createArrayNode();
    }
    if (response.statusCode() == SERVICE_UNAVAILABLE) {
      return JsonMapper.shared().createArrayNode();
    }
    String body = response.body();
    JsonNode answer = JsonMapper.shared().readTree(body);
    assertThat(answer.at("/status").asString()).as(query + ": " + body).isEqualTo("success");
    return answer.at("/data/result");
  }

  /** What promtool says about the metrics: nothing, it is hoped. */
  static String lint(String metrics, Path directory) throws IOException, InterruptedException {
    Path program = Capability.requireProgram("promtool");
    Path input = Files.writeString(directory.resolve("metrics.txt"), metrics);
    Path output = directory.resolve("lint.txt");
    Process process =
        new ProcessBuilder(List.of(program.toString(), "check", "metrics"))
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
