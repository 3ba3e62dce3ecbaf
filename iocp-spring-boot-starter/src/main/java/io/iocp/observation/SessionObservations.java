package io.iocp.observation;

import static java.util.Locale.ROOT;

import io.iocp.observation.TransportObservation.HighCardinality;
import io.iocp.observation.TransportObservation.LowCardinality;
import io.iocp.websocket.HandshakeObservation;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import io.iocp.websocket.WsObservation;
import io.iocp.websocket.WsObserver;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/** Has a sample of the handshakes and messages of all paths observed. Any thread. */
public final class SessionObservations implements WsObserver, WsConfigurer {

  private final ObservationRegistry registry;
  private final Sampler sampler;

  public SessionObservations(ObservationRegistry registry, Sampler sampler) {
    this.registry = registry;
    this.sampler = sampler;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry handlers) {
    handlers.setObserver(this);
  }

  @Override
  public @Nullable HandshakeObservation handshake(HandshakeRequest request, long connectionId) {
    if (!sampler.takesNext()) {
      return null;
    }
    return Observed.orNull(
        TransportObservation.HANDSHAKE.begin(
            registry, null, () -> handshakeContext(request, connectionId)));
  }

  private static Observation.Context handshakeContext(HandshakeRequest request, long connectionId) {
    ReceiverContext<HandshakeRequest> context =
        new ReceiverContext<>((carrier, key) -> carrier.headers().first(key), Kind.SERVER);
    context.setCarrier(request);
    context.setContextualName("handshake");
    context.addLowCardinalityKeyValue(LowCardinality.PATH.withValue("none"));
    context.addLowCardinalityKeyValue(LowCardinality.STATUS.withValue("none"));
    describe(context, request.path(), connectionId);
    return context;
  }

  @Override
  public @Nullable WsObservation message(
      WsSession session, String path, MessageType type, @Nullable HandshakeObservation handshake) {
    if (!sampler.takesNext()) {
      return null;
    }
    Observation parent = handshake instanceof Observed observed ? observed.observation() : null;
    return Observed.orNull(
        TransportObservation.MESSAGE.begin(
            registry, parent, () -> messageContext(session, path, type)));
  }

  private static Observation.Context messageContext(
      WsSession session, String path, MessageType type) {
    Observation.Context context = new Observation.Context();
    context.setContextualName("message " + path);
    context.addLowCardinalityKeyValue(LowCardinality.PATH.withValue(path));
    context.addLowCardinalityKeyValue(LowCardinality.TYPE.withValue(type.name().toLowerCase(ROOT)));
    describe(context, session.path(), session.id());
    return context;
  }

  private static void describe(Observation.Context context, String path, long connectionId) {
    context.addHighCardinalityKeyValue(HighCardinality.URL_PATH.withValue(path));
    context.addHighCardinalityKeyValue(
        HighCardinality.CONNECTION.withValue(Long.toString(connectionId)));
  }
}
