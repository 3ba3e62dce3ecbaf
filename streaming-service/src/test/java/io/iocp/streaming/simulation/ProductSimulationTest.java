package io.iocp.streaming.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * What users feel, whatever their links do: no viewer is more than the delay bound and a group of
 * pictures behind for longer than that.
 *
 * <p>System properties: {@code iocp.product.seeds}, how many lives the slow test has, and {@code
 * iocp.product.seed} to live one alone.
 */
class ProductSimulationTest {

  private static final int SEEDS = 10;
  private static final int MANY_SEEDS = 100;

  @BeforeEach
  void viewersThatAreClosedFillNoLog() {
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
  void noViewerIsMoreThanAMomentBehindForMoreThanAMoment() throws IOException {
    Long only = Long.getLong("iocp.product.seed");
    if (only != null) {
      assertThat(new ProductLife(only, Mutant.NONE).run()).isEmpty();
      return;
    }
    assertThat(violations(1, SEEDS, EnumSet.noneOf(Sight.class))).isEmpty();
  }

  @Test
  @Tag("slow")
  void andThatHoldsInEveryRareState() throws IOException {
    Set<Sight> seen = EnumSet.noneOf(Sight.class);
    int last = Integer.getInteger("iocp.product.seeds", MANY_SEEDS);
    assertThat(violations(SEEDS + 1, last, seen)).isEmpty();
    assertThat(seen).as("what has been reached").containsExactlyInAnyOrder(Sight.values());
  }

  private static List<String> violations(int first, int last, Set<Sight> seen) throws IOException {
    List<String> violations = new ArrayList<>();
    for (long seed = first; seed <= last; seed++) {
      ProductLife life = new ProductLife(seed, Mutant.NONE);
      for (String violation : life.run()) {
        violations.add("-Diocp.product.seed=" + seed + ": " + violation);
      }
      seen.addAll(life.seen());
    }
    return violations;
  }

  @ParameterizedTest
  @Tag("slow")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whatIsWrongIsNoticed(Mutant mutant) throws IOException {
    for (long seed = 1; seed <= MANY_SEEDS; seed++) {
      if (!new ProductLife(seed, mutant).run().isEmpty()) {
        return;
      }
    }
    throw new AssertionError(mutant + " was not noticed in " + MANY_SEEDS + " lives");
  }
}
