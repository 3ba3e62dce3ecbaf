package io.iocp.observation;

import io.iocp.observation.TransportObservation.LowCardinality;
import io.iocp.websocket.HandshakeObservation;
import io.iocp.websocket.WsObservation;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** A handshake or a message, as an observation that has begun. */
final class Observed implements HandshakeObservation {

  private final Observation observation;

  Observed(Observation observation) {
    this.observation = observation;
  }

  static @Nullable Observed orNull(@Nullable Observation observation) {
    return observation == null ? null : new Observed(observation);
  }

  Observation observation() {
    return observation;
  }

  @Override
  public WsObservation.Scope open() {
    return observation.openScope()::close;
  }

  @Override
  public void answered(@Nullable String path, int status) {
    observation.lowCardinalityKeyValue(LowCardinality.STATUS.withValue(Integer.toString(status)));
    if (path != null) {
      observation
          .lowCardinalityKeyValue(LowCardinality.PATH.withValue(path))
          .contextualName("handshake " + path);
    }
  }

  @Override
  public void failed(Throwable cause) {
    observation.error(cause);
  }

  @Override
  public void ended() {
    observation.stop();
  }
}
