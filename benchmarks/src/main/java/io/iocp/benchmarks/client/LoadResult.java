package io.iocp.benchmarks.client;

import java.util.Arrays;
import java.util.List;

/**
 * What the viewers saw of the messages that were due in the measured window, and what it cost the
 * client.
 *
 * @param messages how many arrived, over all viewers
 * @param bytes their payload
 * @param missing how many did not arrive during the whole run, over all viewers
 * @param p50Nanos median delay from the moment a message was due to its receipt
 * @param p99Nanos 99th percentile of that delay
 * @param clientCores CPU time of the client process over the window, in cores
 * @param busiestThread CPU share of the client's busiest thread over the window, 0 to 1
 */
public record LoadResult(
    long messages,
    long bytes,
    long missing,
    long p50Nanos,
    long p99Nanos,
    double clientCores,
    double busiestThread) {

  private static final String SEPARATOR = " ";

  /** The result as the rest of a line that {@link #ofLine} reads. */
  String toLine() {
    return String.join(
        SEPARATOR,
        Long.toString(messages),
        Long.toString(bytes),
        Long.toString(missing),
        Long.toString(p50Nanos),
        Long.toString(p99Nanos),
        Double.toString(clientCores),
        Double.toString(busiestThread));
  }

  /** Reads what {@link LoadClient} prints behind {@code RESULT}. */
  public static LoadResult ofLine(String line) {
    List<String> fields = Arrays.asList(line.split(SEPARATOR, -1));
    return new LoadResult(
        Long.parseLong(fields.get(0)),
        Long.parseLong(fields.get(1)),
        Long.parseLong(fields.get(2)),
        Long.parseLong(fields.get(3)),
        Long.parseLong(fields.get(4)),
        Double.parseDouble(fields.get(5)),
        Double.parseDouble(fields.get(6)));
  }
}
