package io.iocp.streaming.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of meters.
 *
 * @param perStream Whether there are meters of each stream, with its name as a label.
 * @param maxStreams Maximum number of streams with meters of their own. All further streams are
 *     counted together as one.
 */
@ConfigurationProperties("streaming.metrics")
record MetricsProperties(
    @DefaultValue("false") boolean perStream, @DefaultValue("100") int maxStreams) {

  MetricsProperties {
    if (maxStreams < 1 || maxStreams > 10_000) {
      throw new IllegalArgumentException(
          "streaming.metrics.max-streams must be 1 to 10,000: max-streams=" + maxStreams);
    }
  }
}
