package io.iocp.applications;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.job.Job;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsSession;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Traces by spring-boot-starter-opentelemetry: from the client's through a handshake to a job. */
@Timeout(120)
class TracedApplicationTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT = "b7ad6b7169203331";

  private static @Nullable ConfigurableApplicationContext context;
  private static int port;
  private static Spans spans;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    Spans spans() {
      return new Spans();
    }

    @Bean
    WsConfigurer nativeEndpoint(ObjectProvider<IocpTransport> transport, Tracer tracer) {
      MessageHandler handler =
          new MessageHandler() {
            @Override
            protected void onText(WsSession session, String text) {
              transport.getObject().jobs().submit(Job.of("thumbnail", () -> {}));
              session.sendText(traceOf(tracer));
            }
          };
      return registry -> registry.addHandler(handler, "/native/{room}");
    }

    @Bean
    WebSocketConfigurer springEndpoint(Tracer tracer) {
      TextWebSocketHandler handler =
          new TextWebSocketHandler() {
            @Override
            protected void handleTextMessage(WebSocketSession session, TextMessage message)
                throws Exception {
              session.sendMessage(new TextMessage(traceOf(tracer)));
            }
          };
      return registry -> registry.addHandler(handler, "/spring");
    }

    private static String traceOf(Tracer tracer) {
      var span = tracer.currentSpan();
      return span == null ? "none" : span.context().traceId();
    }
  }

  /** Keeps what would be sent to a collector. */
  static final class Spans implements SpanExporter {

    private final List<SpanData> all = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      all.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    SpanData named(String name) {
      return Patience.await("a span " + name)
          .until(
              () ->
                  all.stream().filter(span -> span.getName().equals(name)).findFirst().orElse(null),
              span -> span != null);
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(
                "--iocp.address=127.0.0.1",
                "--iocp.port=0",
                "--iocp.observations.sampling-rate=1",
                "--management.tracing.sampling.probability=1",
                "--management.opentelemetry.tracing.export.schedule-delay=100ms");
    port = context.getBean(IocpTransport.class).address().getPort();
    spans = context.getBean(Spans.class);
  }

  @AfterAll
  static void stop() {
    if (context != null) {
      context.close();
    }
  }

  @BeforeEach
  void forget() {
    spans.all.clear();
  }

  private static void isPartOf(SpanData part, SpanData whole) {
    assertThat(part.getTraceId()).isEqualTo(TRACE);
    assertThat(part.getParentSpanId()).isEqualTo(whole.getSpanId());
  }

  @Test
  void aClientsTraceGoesOnThroughHandshakeMessageAndJob() throws Exception {
    try (Client client =
        new Client(port, "/native/hall", "traceparent", "00-" + TRACE + "-" + CLIENT + "-01")) {
      client.send("hello");
      assertThat(client.next()).isEqualTo(TRACE);
    }
    SpanData handshake = spans.named("handshake /native/{room}");
    assertThat(handshake.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(handshake.getTraceId()).isEqualTo(TRACE);
    assertThat(handshake.getParentSpanId()).isEqualTo(CLIENT);
    assertThat(handshake.getAttributes().get(AttributeKey.stringKey("iocp.status")))
        .isEqualTo("101");
    assertThat(handshake.getAttributes().get(AttributeKey.stringKey("url.path")))
        .isEqualTo("/native/hall");
    SpanData message = spans.named("message /native/{room}");
    isPartOf(message, handshake);
    isPartOf(spans.named("job thumbnail"), message);
  }

  @Test
  void theSameGoesForSpringsHandlers() throws Exception {
    try (Client client =
        new Client(port, "/spring", "traceparent", "00-" + TRACE + "-" + CLIENT + "-01")) {
      client.send("hello");
      assertThat(client.next()).isEqualTo(TRACE);
    }
    isPartOf(spans.named("message /spring"), spans.named("handshake /spring"));
  }
}
