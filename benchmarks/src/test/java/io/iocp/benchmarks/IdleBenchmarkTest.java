package io.iocp.benchmarks;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdleBenchmarkTest {

  @Test
  void anotherBuildIsNotMeasuredUnderItsName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdleBenchmark.Options.parse(List.of("--relays", "baseline")))
        .withMessageContaining("this build");
  }
}
