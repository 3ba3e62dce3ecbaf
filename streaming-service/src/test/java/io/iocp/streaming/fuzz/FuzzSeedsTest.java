package io.iocp.streaming.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzer starts from and what it has found once, on every build. */
@Timeout(120)
class FuzzSeedsTest {

  private static final int ENDS = 200;

  @ParameterizedTest
  @EnumSource
  void seedsKeepTheReadersContractWhereverTheyEnd(FuzzTarget target) {
    for (byte[] seed : target.seeds()) {
      target.run(seed);
      for (int i = 0; i < ENDS; i++) {
        int end = (int) ((long) Math.min(seed.length, FuzzTarget.LONGEST_INPUT) * i / ENDS);
        target.run(Arrays.copyOf(seed, end));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFoundIsNotFoundAgain(FuzzTarget target) throws IOException {
    for (Path finding : target.findings()) {
      try {
        target.run(Files.readAllBytes(finding));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(finding.getFileName().toString(), e);
      }
    }
  }
}
