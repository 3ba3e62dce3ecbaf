package io.iocp.streaming;

import io.iocp.http.HttpConfigurer;
import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/**
 * Liveness and readiness on the stream port, by the threads that serve streams: who asks there
 * waits for nobody at the web port, and learns whether streams are served.
 */
final class Probes {

  static final String LIVENESS = "/livez";
  static final String READINESS = "/readyz";

  private Probes() {}

  static HttpConfigurer of(ApplicationAvailability application) {
    return registry -> {
      registry.addHandler(
          new Probe(() -> application.getLivenessState() == LivenessState.CORRECT),
          List.of("GET", "HEAD"),
          LIVENESS);
      registry.addHandler(
          new Probe(() -> application.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC),
          List.of("GET", "HEAD"),
          READINESS);
    };
  }

  private record Probe(BooleanSupplier up) implements HttpHandler {

    @Override
    public void onRequest(HttpExchange exchange) {
      boolean well = up.getAsBoolean();
      exchange.respond(
          well ? 200 : 503,
          HttpFields.of("Content-Type", "application/json"),
          ByteBuffer.wrap(
              (well ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}")
                  .getBytes(StandardCharsets.UTF_8)));
    }
  }
}
