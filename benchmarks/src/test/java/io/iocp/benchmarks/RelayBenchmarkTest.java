package io.iocp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.iocp.benchmarks.relay.RelayKind;
import io.netty.channel.uring.IoUring;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayBenchmarkTest {

  private static final int VIEWERS = 20;
  private static final int MESSAGES_PER_SECOND = 50;
  private static final int MESSAGE_BYTES = 16384;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASELINE") // of another build
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void everyMessageReachesEveryViewer(RelayKind kind) throws Exception {
    assumeThat(!kind.engine().endsWith("uring") || IoUring.isAvailable()).isTrue();
    RelayBenchmark.Options options =
        RelayBenchmark.Options.parse(
            List.of("--viewers", "" + VIEWERS, "--warmup", "1", "--seconds", "1"));

    Measurement measurement =
        new RelayBenchmark(options).measure(kind, new Load(MESSAGE_BYTES, MESSAGES_PER_SECOND));

    assertThat(measurement.seen().missing()).isZero();
    assertThat(measurement.seen().messages()).isEqualTo(VIEWERS * MESSAGES_PER_SECOND);
    assertThat(measurement.cpuSeconds()).isPositive();
    assertThat(measurement.peakResidentBytes()).isPositive();
  }

  @Test
  void laterOptionsWin() {
    RelayBenchmark.Options options =
        RelayBenchmark.Options.parse(
            List.of("--quick", "--rounds", "3", "--relays", "tomcat", "--load", "100x2,200x1"));

    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.measured()).hasSeconds(3);
    assertThat(options.relays()).containsExactly(RelayKind.TOMCAT);
    assertThat(options.loads()).containsExactly(new Load(100, 2), new Load(200, 1));
  }

  @Test
  void theBaselineRunsFromAnotherBuild() {
    RelayBenchmark.Options options =
        RelayBenchmark.Options.parse(
            List.of("--relays", "iocp-uring,baseline", "--baseline", "other.jar"));

    assertThat(options.classPath(RelayKind.BASELINE)).isEqualTo("other.jar");
    assertThat(options.classPath(RelayKind.IOCP_URING)).contains("benchmarks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense 1",
        "--rounds",
        "--rounds 0",
        "--rounds x",
        "--relays x",
        "--load 5",
        "--relays iocp-uring,baseline",
        "--baseline other.jar"
      })
  void whatIsNotUnderstoodIsRefused(String options) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RelayBenchmark.Options.parse(List.of(options.split(" ", -1))));
  }
}
