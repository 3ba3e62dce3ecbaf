package io.iocp.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.autoconfigure.job.JobContextAutoConfiguration;
import io.iocp.autoconfigure.observation.IocpObservationAutoConfiguration;
import io.iocp.autoconfigure.websocket.SpringWebSocketAutoConfiguration;
import io.iocp.job.Job;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.RawClient;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.Opcode;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** What is told of handshakes, messages and jobs, and what their handlers see of it. */
@Timeout(120)
class ObservationTest {

  private final ObservationRegistry registry = ObservationRegistry.create();
  // As they end: name, low-cardinality key values, parent, error.
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class,
                  JobContextAutoConfiguration.class,
                  IocpObservationAutoConfiguration.class,
                  SpringWebSocketAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1",
              "iocp.port=0",
              "iocp.engine=nio",
              "iocp.workers=1",
              "iocp.jobs.workers=1");

  private final ApplicationContextRunner observed =
      runner
          .withBean(ObservationRegistry.class, () -> registry)
          .withPropertyValues("iocp.observations.sampling-rate=1");

  /** Notes what ends. */
  private final class Notes implements ObservationHandler<Observation.Context> {

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    @Override
    public void onStart(Observation.Context context) {
      running.incrementAndGet();
    }

    @Override
    public void onStop(Observation.Context context) {
      running.decrementAndGet();
      ObservationView parent = context.getParentObservation();
      ended.add(
          context.getName()
              + context.getLowCardinalityKeyValues().stream()
                  .map(KeyValue::getValue)
                  .collect(Collectors.joining(",", "[", "]"))
              + (parent == null ? "" : " in " + parent.getContextView().getName())
              + (context.getError() == null ? "" : " " + context.getError().getMessage()));
    }
  }

  ObservationTest() {
    registry.observationConfig().observationHandler(new Notes());
  }

  @AfterEach
  void nothingIsLeft() {
    WorkerThreads.awaitNone();
    assertThat(running).hasValue(0);
  }

  /** Talks with the transport by a connection of its own. */
  private static ContextConsumer<AssertableApplicationContext> talking(Talk talk) {
    return context -> {
      try (RawClient client = client(context)) {
        talk.with(client);
      }
    };
  }

  private interface Talk {

    void with(RawClient client) throws Exception;
  }

  private String current() {
    Observation observation = registry.getCurrentObservation();
    return observation == null ? "none" : observation.getContext().getName();
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    return String.valueOf(queue.poll(Patience.SECONDS, TimeUnit.SECONDS));
  }

  private static RawClient client(AssertableApplicationContext context) throws Exception {
    return new RawClient(context.getBean(IocpTransport.class).address());
  }

  private static byte[] frame(Opcode opcode, boolean last, String text) {
    return RawClient.frame(opcode, last, text.getBytes(StandardCharsets.UTF_8));
  }

  private final WsConfigurer nativeHandler =
      handlers -> {
        handlers.addHandler(new Native(), "/native/{room}");
        handlers
            .addHandler(new Native(), "/undecided")
            .setDecider((request, peer, answer) -> seen.add("asked in " + current()));
      };

  /** Does what the message says. */
  private final class Native extends MessageHandler {

    @Override
    public void onOpen(WsSession session) {
      seen.add("open in " + current());
    }

    @Override
    protected void onText(WsSession session, String text) {
      seen.add(text + " in " + current());
      if (text.equals("fail")) {
        throw new IllegalStateException("as you wish");
      }
    }
  }

  private final class Springs extends TextWebSocketHandler {

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
      seen.add("open in " + current());
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
      seen.add(message.getPayload() + " in " + current());
      if (message.getPayload().equals("fail")) {
        throw new IllegalStateException("as you wish");
      }
    }
  }

  @Test
  void aMessageIsAPartOfItsHandshakeAndCurrentInTheHandler() {
    observed
        .withBean(WsConfigurer.class, () -> nativeHandler)
        .run(
            talking(
                client -> {
                  client.open("/native/hall");
                  assertThat(next(seen)).isEqualTo("open in iocp.handshake");
                  assertThat(next(ended)).isEqualTo("iocp.handshake[/native/{room},101]");
                  client.write(frame(Opcode.TEXT, true, "hello"));
                  assertThat(next(seen)).isEqualTo("hello in iocp.message");
                  assertThat(next(ended))
                      .isEqualTo("iocp.message[/native/{room},text] in iocp.handshake");
                }));
  }

  @Test
  void aMessageInPiecesIsOneAndEndsWithTheConnectionAtLast() {
    observed
        .withBean(WsConfigurer.class, () -> nativeHandler)
        .run(
            context -> {
              try (RawClient client = client(context)) {
                client.open("/native/hall");
                assertThat(next(ended)).startsWith("iocp.handshake");
                client.write(frame(Opcode.TEXT, false, "hel"));
                client.write(frame(Opcode.CONTINUATION, true, "lo"));
                assertThat(next(ended)).startsWith("iocp.message");
                client.write(frame(Opcode.BINARY, false, "never whole"));
                Patience.await().until(() -> running.get() == 1);
              }
              assertThat(next(ended))
                  .isEqualTo("iocp.message[/native/{room},binary] in iocp.handshake");
            });
  }

  @Test
  void whatAHandlerThrowsIsSaid() {
    observed
        .withBean(WsConfigurer.class, () -> nativeHandler)
        .withBean(
            WebSocketConfigurer.class,
            () -> handlers -> handlers.addHandler(new Springs(), "/spring"))
        .run(
            context -> {
              for (String path : new String[] {"/native/hall", "/spring"}) {
                try (RawClient client = client(context)) {
                  client.open(path);
                  assertThat(next(ended)).startsWith("iocp.handshake");
                  client.write(frame(Opcode.TEXT, true, "fail"));
                  assertThat(next(ended)).startsWith("iocp.message").endsWith(" as you wish");
                }
              }
            });
  }

  @Test
  void springsHandlersAreObservedWhereTheyRun() {
    observed
        .withBean(
            WebSocketConfigurer.class,
            () -> handlers -> handlers.addHandler(new Springs(), "/spring"))
        .run(
            talking(
                client -> {
                  client.open("/spring");
                  assertThat(next(ended)).isEqualTo("iocp.handshake[/spring,101]");
                  assertThat(next(seen)).isEqualTo("open in iocp.handshake");
                  client.write(frame(Opcode.TEXT, true, "hello"));
                  assertThat(next(seen)).isEqualTo("hello in iocp.message");
                  assertThat(next(ended)).isEqualTo("iocp.message[/spring,text] in iocp.handshake");
                }));
  }

  @Test
  void refusedAndAbandonedHandshakesAreObservedToo() {
    observed
        .withBean(WsConfigurer.class, () -> nativeHandler)
        .run(
            context -> {
              try (RawClient client = client(context)) {
                client.open("/nowhere");
                assertThat(next(ended)).isEqualTo("iocp.handshake[none,404]");
              }
              try (RawClient client = client(context)) {
                client.open("/native/hall", "Origin: https://elsewhere.org");
                assertThat(next(ended)).isEqualTo("iocp.handshake[/native/{room},403]");
              }
              try (RawClient client = client(context)) {
                client.write(RawClient.handshake("/undecided").getBytes(StandardCharsets.UTF_8));
                assertThat(next(seen)).isEqualTo("asked in iocp.handshake");
              }
              assertThat(next(ended)).isEqualTo("iocp.handshake[none,none]");
            });
  }

  @Test
  void aJobIsAPartOfWhatItIsSubmittedInAndTheLastThingsItThrows() {
    observed.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          Observation.createNotStarted("upload", registry)
              .observe(
                  () -> {
                    transport.jobs().submit(Job.of("in", () -> seen.add("in " + current())));
                  });
          assertThat(next(seen)).isEqualTo("in iocp.job");
          assertThat(ended.poll(Patience.SECONDS, TimeUnit.SECONDS) + next(ended))
              .contains("upload[]", "iocp.job[] in upload");
          transport
              .jobs()
              .submit(
                  Job.of(
                      "alone",
                      () -> {
                        throw new IllegalStateException("no disk");
                      }));
          assertThat(next(ended)).isEqualTo("iocp.job[] no disk");
        });
  }

  @Test
  void whatIsNotInTheSampleIsHandledAllTheSame() {
    observed
        .withBean(WsConfigurer.class, () -> nativeHandler)
        .withBean(
            "sampled",
            SessionObservations.class,
            () -> new SessionObservations(registry, () -> false))
        .run(
            talking(
                client -> {
                  client.open("/native/hall");
                  client.write(frame(Opcode.TEXT, true, "hello"));
                  assertThat(next(seen)).isEqualTo("open in none");
                  assertThat(next(seen)).isEqualTo("hello in none");
                }));
    assertThat(ended).isEmpty();
  }

  @Test
  void aSampleIsAShareOfAll() {
    assertThat(Sampler.of(1).takesNext()).isTrue();
    Sampler half = Sampler.of(0.5);
    long taken = IntStream.range(0, 10_000).filter(i -> half.takesNext()).count();
    assertThat(taken).isBetween(4_000L, 6_000L);
  }

  @Test
  void nothingIsMadeWithoutARegistryOrARate() {
    runner.run(context -> assertThat(context).doesNotHaveBean(SessionObservations.class));
    observed
        .withPropertyValues("iocp.observations.sampling-rate=0")
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean(SessionObservations.class)
                    .doesNotHaveBean("iocpJobObservations"));
    runner
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(
            context ->
                assertThat(context).hasNotFailed().doesNotHaveBean("iocpSessionObservations"));
  }

  @Test
  void aRateThatIsNoneIsRefusedInWords() {
    observed
        .withPropertyValues("iocp.observations.sampling-rate=2")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "iocp.observations.sampling-rate must be 0 to 1: sampling-rate=2.0"));
  }
}
