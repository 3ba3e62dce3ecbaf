package io.iocp.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Thousands of lives of a server, each with the faults of its seed, and after each nothing may be
 * left.
 *
 * <p>System properties: {@code iocp.simulation.seeds} (500, and 20,000 with the slow tests), and
 * {@code iocp.simulation.seed} to live one again and write down what happens.
 */
class SimulationTest {

  private static final int SEEDS = 500;
  private static final int MANY_SEEDS = 20_000;
  private static final int LAST_LINES = 40;

  @BeforeEach
  void failuresOnPurposeFillNoLog() {
    logger().setLevel(Level.OFF);
  }

  @AfterEach
  void logAgain() {
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.iocp");
  }

  @Test
  void whateverHappensNothingIsLeftAndNothingComesTwice() throws IOException {
    Long only = Long.getLong("iocp.simulation.seed");
    if (only != null) {
      assertGood(only, Sabotage.NONE);
      return;
    }
    assertGood(1, Integer.getInteger("iocp.simulation.seeds", SEEDS));
  }

  @Test
  @Tag("slow")
  void whateverHappensOftenNothingIsLeft() throws IOException {
    assertGood(SEEDS + 1, Integer.getInteger("iocp.simulation.seeds", MANY_SEEDS));
  }

  private static void assertGood(int first, int last) throws IOException {
    for (long seed = first; seed <= last; seed++) {
      if (!live(seed, new Trace(false)).isEmpty()) {
        assertGood(seed, Sabotage.NONE);
        fail("seed " + seed + " failed, but not when it was lived again");
      }
    }
  }

  private static List<String> live(long seed, Trace trace) {
    return live(seed, Sabotage.NONE, trace);
  }

  private static List<String> live(long seed, Sabotage sabotage, Trace trace) {
    return new ServerLife(seed, sabotage, Mutation.NONE, trace).run();
  }

  /** Lives it again, and writes down what happens. */
  private static void assertGood(long seed, Sabotage sabotage) throws IOException {
    Trace trace = new Trace(true);
    List<String> violations = live(seed, sabotage, trace);
    Path file = Path.of("target", "simulation", "seed-" + seed + ".txt");
    Files.createDirectories(file.getParent());
    Files.write(file, trace.lines());
    List<String> lines = trace.lines();
    assertThat(violations)
        .as(
            "seed %d; -Diocp.simulation.seed=%d lives it again; %d events are in %s, the last are%n%s",
            seed,
            seed,
            lines.size(),
            file,
            String.join(
                System.lineSeparator(),
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())))
        .isEmpty();
  }

  @Test
  void aSeedIsLivedTheSameEachTime() {
    for (long seed = 1; seed <= 300; seed++) {
      Trace first = new Trace(false);
      Trace second = new Trace(true);
      live(seed, first);
      live(seed, second);
      assertThat(first.events()).as("events of seed %d", seed).isEqualTo(second.events());
      assertThat(first.hash()).as("trace of seed %d", seed).isEqualTo(second.hash());
    }
  }

  @Test
  void aSeedThatFailsSaysHowItIsLivedAgain() {
    assertThatThrownBy(() -> assertGood(3, Sabotage.PIECE_LOST))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Diocp.simulation.seed=3 ")
        .hasMessageContaining("all buffers are free");
    assertThat(Path.of("target", "simulation", "seed-3.txt")).isNotEmptyFile();
  }

  @Test
  void seedsDiffer() {
    assertThat(
            LongStream.rangeClosed(1, 100)
                .map(
                    seed -> {
                      Trace trace = new Trace(false);
                      live(seed, trace);
                      return trace.hash();
                    })
                .distinct()
                .count())
        .isEqualTo(100);
  }
}
