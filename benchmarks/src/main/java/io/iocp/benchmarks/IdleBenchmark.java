package io.iocp.benchmarks;

import io.iocp.benchmarks.client.IdleClient;
import io.iocp.benchmarks.relay.RelayKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Opens many connections on which nothing happens and tells what each costs a relay. */
final class IdleBenchmark {

  /**
   * The heap is there from the start and fully touched: what the resident set grows by is then
   * native memory alone.
   */
  private static final List<String> RELAY_JVM_OPTIONS =
      List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", RelayProcess.NATIVE_ACCESS);

  private static final List<String> CLIENT_JVM_OPTIONS = List.of("-Xmx512m");

  /** Enough to have every class loaded and every pool at its initial size. */
  private static final int WARM_UP_CONNECTIONS = 200;

  private static final Duration CONNECT_LIMIT = Duration.ofMinutes(2);

  private static final Duration PING_LIMIT = Duration.ofMinutes(1);

  private final Options options;

  IdleBenchmark(Options options) {
    this.options = options;
  }

  void run() throws IOException, InterruptedException {
    Table table =
        new Table(
            "%d idle WebSocket connections: memory of the relay for each of them"
                .formatted(options.connections()),
            "relay",
            "heap bytes",
            "native bytes");
    for (RelayKind kind : options.relays()) {
      Footprint each = measure(kind);
      table.row(kind.label(), bytes(each.heapBytes()), bytes(each.nativeBytes()));
    }
    System.out.println(table.render());
  }

  private Footprint measure(RelayKind kind) throws IOException, InterruptedException {
    try (RelayProcess relay = RelayProcess.start(kind, RELAY_JVM_OPTIONS)) {
      withConnections(relay, WARM_UP_CONNECTIONS);
      Footprint without = footprint(relay);
      Footprint with = withConnections(relay, options.connections());
      return new Footprint(
          (with.heapBytes() - without.heapBytes()) / options.connections(),
          (with.nativeBytes() - without.nativeBytes()) / options.connections());
    }
  }

  private static Footprint withConnections(RelayProcess relay, int connections)
      throws IOException, InterruptedException {
    try (ChildJvm client =
        ChildJvm.start(
            "idle client",
            CLIENT_JVM_OPTIONS,
            IdleClient.class.getName(),
            List.of(Integer.toString(relay.port()), Integer.toString(connections)))) {
      client.await("CONNECTED", CONNECT_LIMIT);
      Footprint footprint = footprint(relay);
      // A connection that the relay has given up would cost nothing and count.
      client.say("ping");
      client.await("ALIVE", PING_LIMIT);
      return footprint;
    }
  }

  private static Footprint footprint(RelayProcess relay) throws IOException, InterruptedException {
    long heapBytes = relay.collectedHeapBytes();
    return new Footprint(heapBytes, relay.residentBytes());
  }

  private static String bytes(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private record Footprint(long heapBytes, long nativeBytes) {}

  /** What to run; see the usage text in {@link Benchmarks}. */
  record Options(List<RelayKind> relays, int connections) {

    static Options parse(List<String> arguments) {
      List<RelayKind> relays =
          List.of(RelayKind.IOCP_URING, RelayKind.NETTY_EPOLL, RelayKind.TOMCAT);
      int connections = 10_000;
      OptionReader reader = new OptionReader(arguments);
      while (reader.hasNext()) {
        switch (reader.nextName()) {
          case "--relays" -> relays = reader.relays();
          case "--connections" -> connections = reader.positive();
          default -> throw reader.unknown();
        }
      }
      if (relays.contains(RelayKind.BASELINE)) {
        throw new IllegalArgumentException("idle compares relays of this build: not the baseline");
      }
      return new Options(relays, connections);
    }
  }
}
