package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.TestCertificate;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reference lists the meters of a service in which everything is switched on, in its words. */
@Timeout(120)
class MetricsReferenceIT {

  private static final Path REFERENCE = Path.of("src", "docs", "reference", "metrics.md");

  /** A port that nobody listens on: what connects to it tries again. */
  private static final String NOBODY = "127.0.0.1:1";

  @TempDir private static Path directory;

  @Test
  void theReferenceHasEveryMeterWithItsLabelsAndMeaning() throws Exception {
    TestCertificate certificate = TestCertificate.of("localhost");
    List<String> rows;
    try (RunningService service =
        RunningService.start(
            "--iocp.engine=nio",
            "--iocp.address=127.0.0.1",
            "--server.address=127.0.0.1",
            "--spring.ssl.bundle.jks.one.keystore.location=file:" + certificate.keyStoreFile(),
            "--spring.ssl.bundle.jks.one.keystore.password=" + TestCertificate.PASSWORD,
            "--iocp.ssl.bundle=one",
            "--streaming.security.mode=rules",
            "--streaming.security.callback.url=http://" + NOBODY + "/",
            "--streaming.recording.directory=" + directory.resolve("recordings"),
            "--streaming.dvr.window=1m",
            "--streaming.origins.urls=wss://" + NOBODY,
            "--streaming.cluster.redis.url=redis://" + NOBODY,
            "--streaming.cluster.address=wss://127.0.0.1:9000",
            "--streaming.files.directory=" + directory.resolve("files"),
            "--streaming.metrics.per-stream=true",
            "--iocp.state.directory=" + directory.resolve("state"),
            "--streaming.udp.desk.port=0")) {
      rows = rows(service);
    }

    List<String> documented =
        Files.readAllLines(REFERENCE).stream().filter(line -> line.startsWith("| `")).toList();
    assertThat(documented).as("rows of " + REFERENCE).containsExactlyInAnyOrderElementsOf(rows);
  }

  private static List<String> rows(RunningService service) {
    Map<String, String> meanings = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (Meter meter : service.meters().getMeters()) {
      Meter.Id id = meter.getId();
      if (id.getName().matches("(iocp|streaming)\\..*")) {
        meanings.put(id.getName(), String.valueOf(id.getDescription()));
        Set<String> names = labels.computeIfAbsent(id.getName(), name -> new TreeSet<>());
        id.getTags().stream().map(Tag::getKey).forEach(names::add);
      }
    }
    List<String> rows = new ArrayList<>();
    meanings.forEach(
        (name, meaning) ->
            rows.add(
                "| `"
                    + name
                    + "` | "
                    + String.join(", ", labels.get(name))
                    + " | "
                    + meaning
                    + " |"));
    return rows;
  }
}
