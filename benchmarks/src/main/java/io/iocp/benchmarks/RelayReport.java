package io.iocp.benchmarks;

import io.iocp.benchmarks.relay.RelayKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The measurements under one load and how they are told: medians, and ratios within rounds. */
final class RelayReport {

  static final String CSV_HEADER =
      "relay,viewers,message_bytes,messages_a_second,round,cpu_s_per_gb,p50_ms,p99_ms,"
          + "peak_rss_mib,missing,machine_busy,other_cores";

  private final Load load;
  private final int viewers;
  private final List<RelayKind> relays;
  private final Map<RelayKind, List<Measurement>> measurements = new EnumMap<>(RelayKind.class);

  /**
   * @param relays the first one is the subject of the ratios
   */
  RelayReport(Load load, int viewers, List<RelayKind> relays) {
    this.load = load;
    this.viewers = viewers;
    this.relays = relays;
  }

  /** Adds a relay's measurement of the next round. */
  void add(RelayKind kind, Measurement measurement) {
    measurements.computeIfAbsent(kind, any -> new ArrayList<>()).add(measurement);
  }

  String render() {
    StringBuilder text = new StringBuilder(medians().render());
    if (relays.size() > 1) {
      text.append('\n').append(ratios().render());
    }
    notes().forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  private Table medians() {
    Table table =
        new Table(
            "%d viewers, %d bytes, %d messages a second: medians of %d rounds"
                .formatted(
                    viewers,
                    load.messageBytes(),
                    load.messagesPerSecond(),
                    of(relays.get(0)).size()),
            "relay",
            "CPU s/GB",
            "Gb/s a core",
            "CPU µs/message",
            "p50 ms",
            "p99 ms",
            "peak RSS MiB",
            "missing",
            "client cores",
            "machine busy");
    for (RelayKind kind : relays) {
      table.row(
          kind.label(),
          number("%.3f", median(kind, Measurement::cpuSecondsPerGigabyte)),
          number("%.1f", median(kind, Measurement::gigabitsPerCore)),
          number("%.2f", median(kind, Measurement::cpuMicrosPerMessage)),
          number("%.2f", median(kind, Measurement::p50Millis)),
          number("%.2f", median(kind, Measurement::p99Millis)),
          number("%.0f", median(kind, Measurement::peakResidentMib)),
          Long.toString(missing(kind)),
          number("%.2f", median(kind, measurement -> measurement.seen().clientCores())),
          number("%.0f %%", 100 * median(kind, Measurement::machineBusy)));
    }
    return table;
  }

  private Table ratios() {
    RelayKind subject = relays.get(0);
    Table table =
        new Table(
            "Medians of the ratios within each round (lowest to highest)",
            subject.label() + " ÷",
            "CPU",
            "p50",
            "p99",
            "peak RSS");
    for (RelayKind peer : relays.subList(1, relays.size())) {
      table.row(
          peer.label(),
          ratio(subject, peer, Measurement::cpuSecondsPerGigabyte),
          ratio(subject, peer, Measurement::p50Millis),
          ratio(subject, peer, Measurement::p99Millis),
          ratio(subject, peer, Measurement::peakResidentMib));
    }
    return table;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (RelayKind kind : relays) {
      if (missing(kind) > 0) {
        notes.add(
            "%s did not deliver %d messages; its figures are of a smaller work."
                .formatted(kind.label(), missing(kind)));
      }
      if (of(kind).stream().anyMatch(Measurement::clientSaturated)) {
        notes.add(
            "A thread of the client was over 90 %% busy in front of %s: its delays are the client's."
                .formatted(kind.label()));
      }
    }
    if (measurements.values().stream().flatMap(List::stream).anyMatch(Measurement::machineFull)) {
      notes.add(
          "The machine was over 90 % busy at times: delays are the scheduler's, and a relay that"
              + " merges what piled up looks cheaper than it is with air left.");
    }
    double otherCores =
        measurements.values().stream()
            .flatMap(List::stream)
            .filter(measurement -> !measurement.quiet())
            .mapToDouble(Measurement::otherCores)
            .max()
            .orElse(0);
    if (otherCores > 0) {
      notes.add(
          number(
              "The machine was not ours alone: other programs kept up to %.2f processors busy.",
              otherCores));
    }
    return notes;
  }

  /** Every measurement, in the columns of {@link #CSV_HEADER}. */
  List<String> csv() {
    List<String> lines = new ArrayList<>();
    for (RelayKind kind : relays) {
      for (int round = 0; round < of(kind).size(); round++) {
        Measurement measurement = of(kind).get(round);
        lines.add(
            number(
                "%s,%d,%d,%d,%d,%.4f,%.3f,%.3f,%.1f,%d,%.3f,%.3f",
                kind.label(),
                viewers,
                load.messageBytes(),
                load.messagesPerSecond(),
                round + 1,
                measurement.cpuSecondsPerGigabyte(),
                measurement.p50Millis(),
                measurement.p99Millis(),
                measurement.peakResidentMib(),
                measurement.seen().missing(),
                measurement.machineBusy(),
                measurement.otherCores()));
      }
    }
    return lines;
  }

  private String ratio(RelayKind subject, RelayKind peer, ToDoubleFunction<Measurement> figure) {
    List<Double> ratios =
        IntStream.range(0, of(subject).size())
            .mapToObj(
                round ->
                    figure.applyAsDouble(of(subject).get(round))
                        / figure.applyAsDouble(of(peer).get(round)))
            .sorted()
            .toList();
    return number(
        "%.2f (%.2f–%.2f)", Median.of(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
  }

  private double median(RelayKind kind, ToDoubleFunction<Measurement> figure) {
    return Median.of(of(kind).stream().mapToDouble(figure).boxed().toList());
  }

  private long missing(RelayKind kind) {
    return of(kind).stream().mapToLong(measurement -> measurement.seen().missing()).sum();
  }

  private List<Measurement> of(RelayKind kind) {
    return measurements.getOrDefault(kind, List.of());
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
