package io.iocp.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The command line: {@code relay} compares relays under load, {@code idle} what idling costs,
 * {@code remux} what making another container costs.
 */
public final class Benchmarks {

  private static final String USAGE =
      """
      usage: java -jar benchmarks.jar relay [options]
             java -jar benchmarks.jar idle [options]
             java -jar benchmarks.jar remux [options]

      relay: server CPU, delay and memory of each relay under the same load
        --relays a,b      which ones; ratios are those of the first to the others
        --load 1536x100,16384x50   message bytes x messages a second, one table each
        --viewers 500     connections that watch
        --rounds 5        times that every relay is run under every load, interleaved
        --warmup 25       seconds before the measured window
        --seconds 7       length of the measured window
        --quick           2 rounds, 3 seconds each of warm-up and measurement
        --baseline FILE   the benchmarks.jar of another build; its io_uring relay is called baseline
        --markdown FILE   also write the tables as Markdown
        --csv FILE        also write every measurement, one a line

      idle: heap and native memory of a connection on which nothing happens
        --relays a,b      which ones
        --connections 10000

      remux: the service's CPU when MPEG-TS and FLV are published, against fragmented MP4 (wants ffmpeg)
        --streams 10      of one viewer each
        --viewers 100     of one stream
        --rounds 3        each with a service of its own
        --warmup 25       seconds before the measured window
        --seconds 20      length of the measured window
      """;

  private Benchmarks() {}

  /** Runs a command; exits with 2 when it is not understood. */
  public static void main(String[] args) throws Exception {
    Command command;
    try {
      command = parse(Arrays.asList(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + USAGE);
      System.exit(2);
      return;
    }
    command.run();
  }

  private static Command parse(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    List<String> options = arguments.subList(1, arguments.size());
    return switch (arguments.get(0)) {
      case "relay" -> new RelayBenchmark(RelayBenchmark.Options.parse(options))::run;
      case "idle" -> new IdleBenchmark(IdleBenchmark.Options.parse(options))::run;
      case "remux" -> new RemuxBenchmark(RemuxBenchmark.Options.parse(options))::run;
      default -> throw new IllegalArgumentException("unknown command: " + arguments.get(0));
    };
  }

  private interface Command {
    void run() throws IOException, InterruptedException;
  }
}
