package io.iocp.benchmarks;

import io.iocp.benchmarks.client.LoadClient;
import io.iocp.benchmarks.client.LoadPlan;
import io.iocp.benchmarks.client.LoadResult;
import io.iocp.benchmarks.relay.RelayKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs every relay under every load, interleaved: each round starts with another relay, so that
 * what else the machine does falls on all of them, and ratios are taken within a round.
 */
final class RelayBenchmark {

  private static final List<String> RELAY_JVM_OPTIONS =
      List.of("-Xms512m", "-Xmx512m", RelayProcess.NATIVE_ACCESS);
  private static final List<String> CLIENT_JVM_OPTIONS = List.of("-Xms512m", "-Xmx512m");
  private static final int MOST_TRIES = 3;
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final Options options;

  RelayBenchmark(Options options) {
    this.options = options;
  }

  void run() throws IOException, InterruptedException {
    Map<Load, RelayReport> reports = new LinkedHashMap<>();
    for (Load load : options.loads()) {
      reports.put(load, new RelayReport(load, options.viewers(), options.relays()));
    }
    for (int round = 0; round < options.rounds(); round++) {
      List<RelayKind> order = new ArrayList<>(options.relays());
      Collections.rotate(order, -round);
      for (Map.Entry<Load, RelayReport> entry : reports.entrySet()) {
        for (RelayKind kind : order) {
          Measurement measurement = measureQuietly(kind, entry.getKey());
          entry.getValue().add(kind, measurement);
          System.out.println(progress(round, kind, entry.getKey(), measurement));
        }
      }
    }
    StringBuilder text = new StringBuilder();
    reports.values().forEach(report -> text.append(report.render()).append('\n'));
    System.out.println("\n" + text);
    if (options.markdown() != null) {
      Files.writeString(options.markdown(), text);
    }
    if (options.csv() != null) {
      List<String> lines = new ArrayList<>(List.of(RelayReport.CSV_HEADER));
      reports.values().forEach(report -> lines.addAll(report.csv()));
      Files.write(options.csv(), lines);
    }
  }

  /** Measures until nothing else runs on the machine, but not for ever: the report says it then. */
  private Measurement measureQuietly(RelayKind kind, Load load)
      throws IOException, InterruptedException {
    Measurement measurement = measure(kind, load);
    for (int tries = 1; !measurement.quiet() && tries < MOST_TRIES; tries++) {
      System.out.println(
          "thrown away: while %s was measured other programs kept %.2f processors busy"
              .formatted(kind.label(), measurement.otherCores()));
      measurement = measure(kind, load);
    }
    return measurement;
  }

  Measurement measure(RelayKind kind, Load load) throws IOException, InterruptedException {
    LoadPlan plan =
        new LoadPlan(
            options.viewers(),
            load.messageBytes(),
            load.messagesPerSecond(),
            options.warmUp(),
            options.measured());
    try (RelayProcess relay = RelayProcess.start(kind, options.classPath(kind), RELAY_JVM_OPTIONS);
        ChildJvm client = startClient(relay, plan)) {
      client.await("STEADY", options.warmUp().plus(GRACE));
      double cpuSecondsBefore = relay.cpuSeconds();
      ProcFile.MachineTime machineBefore = ProcFile.machineTime();
      client.await("END", options.measured().plus(GRACE));
      double cpuSeconds = relay.cpuSeconds() - cpuSecondsBefore;
      double machineBusy = ProcFile.machineTime().busySince(machineBefore);
      LoadResult seen = LoadResult.ofLine(client.await("RESULT", GRACE));
      double relayCores = cpuSeconds / options.measured().toSeconds();
      double otherCores =
          machineBusy * Runtime.getRuntime().availableProcessors()
              - relayCores
              - seen.clientCores();
      return new Measurement(cpuSeconds, relay.peakResidentBytes(), machineBusy, otherCores, seen);
    }
  }

  private static ChildJvm startClient(RelayProcess relay, LoadPlan plan) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(relay.port()));
    arguments.addAll(plan.toArguments());
    return ChildJvm.start("load client", CLIENT_JVM_OPTIONS, LoadClient.class.getName(), arguments);
  }

  private static String progress(int round, RelayKind kind, Load load, Measurement measurement) {
    return "round %d  %5d B x %d/s  %-14s %.3f CPU s/GB  p99 %.2f ms  machine %.0f %% busy"
        .formatted(
            round + 1,
            load.messageBytes(),
            load.messagesPerSecond(),
            kind.label(),
            measurement.cpuSecondsPerGigabyte(),
            measurement.p99Millis(),
            measurement.machineBusy() * 100);
  }

  /** What to run; see the usage text in {@link Benchmarks}. */
  record Options(
      List<RelayKind> relays,
      List<Load> loads,
      int viewers,
      int rounds,
      Duration warmUp,
      Duration measured,
      @Nullable Path baseline,
      @Nullable Path markdown,
      @Nullable Path csv) {

    String classPath(RelayKind kind) {
      return kind == RelayKind.BASELINE
          ? Objects.requireNonNull(baseline).toString()
          : ChildJvm.CLASS_PATH;
    }

    static Options parse(List<String> arguments) {
      List<RelayKind> relays =
          List.of(RelayKind.IOCP_URING, RelayKind.NETTY_EPOLL, RelayKind.TOMCAT);
      List<Load> loads = List.of(new Load(1536, 100), new Load(16384, 50));
      int viewers = 500;
      int rounds = 5;
      int warmUpSeconds = 25;
      int measuredSeconds = 7;
      Path baseline = null;
      Path markdown = null;
      Path csv = null;
      OptionReader reader = new OptionReader(arguments);
      while (reader.hasNext()) {
        switch (reader.nextName()) {
          case "--relays" -> relays = reader.relays();
          case "--load" ->
              loads = reader.list().stream().map(text -> Load.parse(text, reader)).toList();
          case "--viewers" -> viewers = reader.positive();
          case "--rounds" -> rounds = reader.positive();
          case "--warmup" -> warmUpSeconds = reader.positive();
          case "--seconds" -> measuredSeconds = reader.positive();
          case "--baseline" -> baseline = Path.of(reader.text());
          case "--markdown" -> markdown = Path.of(reader.text());
          case "--csv" -> csv = Path.of(reader.text());
          case "--quick" -> {
            rounds = 2;
            warmUpSeconds = 3;
            measuredSeconds = 3;
          }
          default -> throw reader.unknown();
        }
      }
      if (relays.contains(RelayKind.BASELINE) == (baseline == null)) {
        throw new IllegalArgumentException(
            "the relay baseline needs --baseline FILE, the benchmarks.jar of another build");
      }
      return new Options(
          relays,
          loads,
          viewers,
          rounds,
          Duration.ofSeconds(warmUpSeconds),
          Duration.ofSeconds(measuredSeconds),
          baseline,
          markdown,
          csv);
    }
  }
}
