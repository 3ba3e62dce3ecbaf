package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus reads the running service, and the dashboard finds what it asks for. */
@Timeout(300)
class PrometheusIT {

  private static final Path DASHBOARD = Path.of("..", "helm", "dashboards", "iocp-streaming.json");

  private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
  private static final Path ALERTS = Path.of("..", "helm", "templates", "prometheusrule.yaml");
  private static final Pattern METRIC = Pattern.compile("\\b(iocp|streaming|ssl)_\\w+(?=\\{)");

  @TempDir private Path directory;

  @TempDir private static Path recordings;

  private static RunningService start() {
    return RunningService.start(
        "--streaming.recording.directory=" + recordings,
        "--streaming.security.mode=open",
        "--streaming.demo.enabled=true",
        // Of no port; its expiry is shown all the same.
        "--spring.ssl.bundle.jks.one.keystore.location=file:" + CERTIFICATE.keyStoreFile(),
        "--spring.ssl.bundle.jks.one.keystore.password=" + TestCertificate.PASSWORD,
        "--server.address=127.0.0.1",
        "--iocp.address=127.0.0.1",
        "--iocp.admin.prometheus-access=open");
  }

  @Test
  void everyQueryOfTheDashboardFindsData() throws Exception {
    Capability.requireProgram("prometheus");
    try (RunningService service = start();
        Client viewer = viewerOf(service);
        Prometheus prometheus = Prometheus.scraping("relay", service.webPort(), directory)) {
      await().until(() -> viewer.media().size() > 2);
      prometheus.awaitSamples("iocp_connections", 4);

      List<String> queries = queries();
      assertThat(queries).hasSizeGreaterThan(40);
      for (String query : queries) {
        await().untilAsserted(() -> assertThat(prometheus.query(query)).as(query).isNotEmpty());
      }
      assertThat(prometheus.query("sum(streaming_viewers)").at("/0/value/1").asInt()).isEqualTo(1);
    }
  }

  private static Client viewerOf(RunningService service) throws Exception {
    await().until(() -> service.get("/streams.json").body().contains("\"demo\""));
    return Client.connect(service.webSocket("/watch/demo"));
  }

  /** The dashboard's queries, with its variables as Grafana replaces them. */
  private static List<String> queries() throws Exception {
    List<String> queries = new ArrayList<>();
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    for (JsonNode panel : dashboard.at("/panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            target
                .path("expr")
                .asString()
                .replace("$__rate_interval", "1m")
                .replace("$job", "relay")
                .replace("$instance", ".*"));
      }
    }
    return queries;
  }

  @Test
  void promtoolHasNothingToSayAboutTheMetrics() throws Exception {
    Capability.requireProgram("promtool");
    try (RunningService service = start()) {
      String metrics = service.get("/actuator/prometheus").body();

      assertThat(metrics).contains("iocp_connections ", "streaming_viewers ");
      assertThat(Prometheus.lint(metrics, directory)).isEmpty();
      String alerts = Files.readString(ALERTS);
      assertThat(METRIC.matcher(alerts).results().map(MatchResult::group).toList())
          .hasSizeGreaterThan(5)
          .allSatisfy(metric -> assertThat(metrics).containsPattern("(?m)^" + metric + "[ {]"));
    }
  }
}
