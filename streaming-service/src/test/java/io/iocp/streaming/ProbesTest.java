package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.HttpHandlerRegistry;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

class ProbesTest {

  private final ApplicationAvailability application = mock(ApplicationAvailability.class);

  private void answers(String path, int status) {
    HttpHandlerRegistry registry = mock(HttpHandlerRegistry.class);
    Probes.of(application).registerHttpHandlers(registry);
    ArgumentCaptor<HttpHandler> handler = ArgumentCaptor.forClass(HttpHandler.class);
    verify(registry).addHandler(handler.capture(), any(), eq(path));
    HttpExchange exchange = mock(HttpExchange.class);
    handler.getValue().onRequest(exchange);
    verify(exchange).respond(eq(status), any(), any());
  }

  @Test
  void theStreamPortSaysWhetherTheServiceLivesAndIsReady() {
    when(application.getLivenessState()).thenReturn(LivenessState.CORRECT);
    when(application.getReadinessState()).thenReturn(ReadinessState.REFUSING_TRAFFIC);
    answers(Probes.LIVENESS, 200);
    answers(Probes.READINESS, 503);

    when(application.getLivenessState()).thenReturn(LivenessState.BROKEN);
    when(application.getReadinessState()).thenReturn(ReadinessState.ACCEPTING_TRAFFIC);
    answers(Probes.LIVENESS, 503);
    answers(Probes.READINESS, 200);
    assertThat(Probes.LIVENESS).isEqualTo("/livez");
  }
}
