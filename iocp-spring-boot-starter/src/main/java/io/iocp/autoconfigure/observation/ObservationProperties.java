package io.iocp.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is observed.
 *
 * @param samplingRate Share of handshakes, messages and jobs that are observed, from 0 for none to
 *     1 for all.
 */
@ConfigurationProperties("iocp.observations")
record ObservationProperties(@DefaultValue(DEFAULT_RATE) double samplingRate) {

  static final String DEFAULT_RATE = "0.1";

  ObservationProperties {
    if (!(samplingRate >= 0 && samplingRate <= 1)) {
      throw new IllegalArgumentException(
          "iocp.observations.sampling-rate must be 0 to 1: sampling-rate=" + samplingRate);
    }
  }
}
