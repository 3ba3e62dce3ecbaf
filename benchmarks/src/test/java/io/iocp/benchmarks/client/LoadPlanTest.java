package io.iocp.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadPlanTest {

  private final LoadPlan plan =
      new LoadPlan(500, 1536, 100, Duration.ofSeconds(5), Duration.ofMillis(2500));

  @Test
  void planSurvivesTheCommandLine() {
    assertThat(LoadPlan.ofArguments(plan.toArguments())).isEqualTo(plan);
  }

  @Test
  void messagesArePublishedThroughWarmUpAndWindow() {
    assertThat(plan.publishedMessages()).isEqualTo(750);
  }

  @Test
  void resultSurvivesItsLine() {
    LoadResult result = new LoadResult(1, 1536, 2, 3_000, 4_000, 0.75, 0.5);

    assertThat(LoadResult.ofLine(result.toLine())).isEqualTo(result);
  }
}
