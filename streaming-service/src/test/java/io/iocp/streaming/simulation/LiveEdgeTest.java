package io.iocp.streaming.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iocp.streaming.simulation.LiveEdge.Decision;
import io.iocp.streaming.simulation.LiveEdge.Range;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LiveEdgeTest {

  /** The same table is what {@code live-edge-decisions.test.mjs} holds {@code live-edge.js} to. */
  @Test
  void theSimulatedPlayerDecidesAsThePageDoes() throws IOException {
    try (InputStream table =
        Objects.requireNonNull(
            LiveEdgeTest.class.getResourceAsStream("/live-edge-decisions.json"))) {
      for (JsonNode life : JsonMapper.shared().readTree(table)) {
        LiveEdge edge = new LiveEdge();
        for (JsonNode wanted : life.get("decisions")) {
          List<Range> ranges = new ArrayList<>();
          for (JsonNode range : wanted.get("ranges")) {
            ranges.add(new Range(range.get(0).asDouble(), range.get(1).asDouble()));
          }
          Decision decision =
              edge.decide(
                  ranges,
                  wanted.get("currentTime").asDouble(),
                  life.get("fragmentSeconds").asDouble(),
                  wanted.get("nowSeconds").asDouble());
          assertThat(decision.rate()).as("%s", wanted).isEqualTo(wanted.get("rate").asDouble());
          if (wanted.has("seekTo")) {
            assertThat(decision.reason()).isEqualTo(wanted.get("reason").asString());
            assertThat(decision.seekTo()).isCloseTo(wanted.get("seekTo").asDouble(), within(1e-9));
          } else {
            assertThat(decision.seekTo()).isNaN();
          }
        }
      }
    }
  }
}
