package io.iocp.streaming.command;

import java.time.Duration;
import java.util.Locale;

/** One line about a publication. Pure. */
final class ProgressLine {

  private static final double NANOS_PER_MILLI = 1e6;

  private ProgressLine() {}

  /**
   * @param elapsed since the first connection
   * @param source what the source says of itself; empty if nothing
   * @param bitsPerSecond sent in the last second or so
   * @param roundTripNanos to the server, or {@link PublishSession#UNKNOWN_NANOS}
   */
  static String of(
      Duration elapsed,
      String source,
      long bitsPerSecond,
      long roundTripNanos,
      Uplink.Figures uplink) {
    StringBuilder line =
        new StringBuilder()
            .append(
                String.format(
                    Locale.ROOT,
                    "%02d:%02d:%02d  ",
                    elapsed.toHours(),
                    elapsed.toMinutesPart(),
                    elapsed.toSecondsPart()));
    if (!source.isEmpty()) {
      line.append(source).append("  ");
    }
    line.append(String.format(Locale.ROOT, "%.2f Mb/s", bitsPerSecond / 1e6));
    if (roundTripNanos != PublishSession.UNKNOWN_NANOS) {
      line.append(
          String.format(Locale.ROOT, "  round trip %.0f ms", roundTripNanos / NANOS_PER_MILLI));
    }
    line.append(
        String.format(
            Locale.ROOT,
            "  waiting %.0f ms  %d chunks sent, %d dropped",
            uplink.waitingNanos() / NANOS_PER_MILLI,
            uplink.sentPieces(),
            uplink.droppedPieces()));
    return line.toString();
  }
}
