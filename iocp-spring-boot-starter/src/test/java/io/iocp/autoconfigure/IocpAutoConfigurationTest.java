package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptionsCustomizer;
import io.iocp.access.AccessLimits;
import io.iocp.access.AccessLists;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.clients.DrainOptions;
import io.iocp.completion.KeepAlive;
import io.iocp.job.Job;
import io.iocp.job.JobQueue;
import io.iocp.packet.PacketConfigurer;
import io.iocp.settings.Setting;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Timeout(180)
class IocpAutoConfigurationTest {

  private static final IocpTransportOptions OWN_OPTIONS =
      IocpTransportOptions.builder()
          .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .engine("nio")
          .workers(1)
          .build();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(IocpAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  private static void connectTo(IocpTransport transport) throws IOException {
    new Socket(transport.address().getAddress(), transport.address().getPort()).close();
  }

  @Test
  void theTransportListensOnceTheContextHasStartedAndStopsWithIt() {
    IocpTransport[] transport = new IocpTransport[1];
    runner.run(
        context -> {
          assertThat(context).hasSingleBean(IocpTransport.class);
          transport[0] = context.getBean(IocpTransport.class);
          assertThat(transport[0].isListening()).isTrue();
          connectTo(transport[0]);
          assertThat(WorkerThreads.running()).containsExactly("iocp-worker-0");
        });
    assertThat(transport[0].isListening()).isFalse();
    assertThatIOException().isThrownBy(() -> connectTo(transport[0]));
  }

  @Test
  void itCanBeSwitchedOff() {
    runner
        .withPropertyValues("iocp.enabled=false")
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(IocpTransport.class);
              assertThat(context).doesNotHaveBean(IocpTransportLifecycle.class);
            });
  }

  @Test
  void aTransportOfTheApplicationsOwnTakesItsPlaceAndListens() {
    runner
        .withUserConfiguration(OwnTransport.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(IocpTransport.class);
              assertThat(context).hasBean("ownTransport");
              assertThat(context.getBean(IocpTransport.class).isListening()).isTrue();
            });
  }

  @Test
  void aTransportThatListensAlreadyIsLeftAlone() {
    runner
        .withUserConfiguration(ListeningTransport.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              connectTo(context.getBean(IocpTransport.class));
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnTransport {
    @Bean
    IocpTransport ownTransport() throws IOException {
      return IocpTransport.open(OWN_OPTIONS, List::of, List::of);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ListeningTransport {
    @Bean
    IocpTransport ownTransport() throws IOException {
      return IocpTransport.start(OWN_OPTIONS, List.of());
    }
  }

  @Test
  void handlersComeFromTheApplicationsConfigurers() {
    runner
        .withUserConfiguration(Echo.class)
        .run(
            context -> {
              CompletableFuture<String> answer = new CompletableFuture<>();
              WebSocket client =
                  HttpClient.newHttpClient()
                      .newWebSocketBuilder()
                      .buildAsync(
                          URI.create(
                              "ws://127.0.0.1:"
                                  + context.getBean(IocpTransport.class).address().getPort()
                                  + "/echo"),
                          new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(
                                WebSocket socket, CharSequence data, boolean last) {
                              answer.complete(data.toString());
                              return null;
                            }
                          })
                      .get(Patience.SECONDS, TimeUnit.SECONDS);
              client.sendText("hello", true).get(Patience.SECONDS, TimeUnit.SECONDS);
              assertThat(answer.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
              client.abort();
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Echo {
    @Bean
    WsConfigurer echo() {
      return registry ->
          registry.addHandler(
              new MessageHandler() {
                @Override
                protected void onText(WsSession session, String text) {
                  session.sendText(text);
                }
              },
              "/echo");
    }
  }

  @Test
  void aConfigurerMayNeedTheTransport() {
    runner
        .withUserConfiguration(NeedsTransport.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              connectTo(context.getBean(IocpTransport.class));
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class NeedsTransport {
    @Bean
    WsConfigurer handlers(IocpTransport transport) {
      return registry -> {
        assertThat(transport.isListening()).isFalse();
        registry.addHandler((session, type, piece, last) -> {}, "/" + transport.figures().engine());
      };
    }

    @Bean
    PacketConfigurer packets(IocpTransport transport) {
      return registry -> registry.addHandler((session, type, piece, left) -> {}, 1);
    }
  }

  @Test
  void twoHandlersOnOnePathFailTheStart() {
    runner
        .withUserConfiguration(Echo.class, SecondEcho.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "two handlers are registered for the same path: path=/echo"));
  }

  @Configuration(proxyBeanMethods = false)
  static class SecondEcho {
    @Bean
    WsConfigurer second() {
      return registry -> registry.addHandler((session, type, piece, last) -> {}, "/echo");
    }
  }

  @Test
  void anApplicationThatIsStoppedAndStartedListensAgain() {
    runner
        .withUserConfiguration(Echo.class)
        .run(
            context -> {
              IocpTransport transport = context.getBean(IocpTransport.class);
              ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();
              context.getSourceApplicationContext().addApplicationListener(availability);
              for (int i = 0; i < 2; i++) {
                context.stop();
                assertThat(transport.isListening()).isFalse();
                assertThatIOException().isThrownBy(() -> connectTo(transport));
                assertThat(availability.getReadinessState())
                    .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
                context.start();
                assertThat(transport.isListening()).isTrue();
                connectTo(transport);
                assertThat(availability.getReadinessState())
                    .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
              }
            });
  }

  @Test
  void customizersChangeTheOptionsInTheirOrder() {
    runner
        .withUserConfiguration(Customizers.class)
        .run(
            context -> {
              IocpTransportOptions options = context.getBean(IocpTransport.class).options();
              assertThat(options.workers()).isEqualTo(3);
              assertThat(options.engine()).as("what nobody has changed").isEqualTo("nio");
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Customizers {
    @Bean
    @Order(2)
    IocpTransportOptionsCustomizer second() {
      return options -> options.workers(3);
    }

    @Bean
    @Order(1)
    IocpTransportOptionsCustomizer first() {
      return options -> options.workers(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 0, 1024", "false, 0, 16", "false, 5, 5"})
  void handlersThatMayBlockHaveThreadsOfTheirOwn(boolean virtual, int threads, int expected) {
    boolean possible = Runtime.version().feature() >= 21;
    runner
        .withPropertyValues(
            "spring.threads.virtual.enabled=" + virtual, "iocp.handlers.threads=" + threads)
        .run(
            context -> {
              JobQueue queue = context.getBean(IocpTransport.class).handlerJobs();
              assertThat(queue.workers()).isEqualTo(virtual && !possible ? 16 : expected);
              CompletableFuture<Thread> thread = new CompletableFuture<>();
              queue.submit(Job.of("look", () -> thread.complete(Thread.currentThread())));
              Thread ran = thread.get(Patience.SECONDS, TimeUnit.SECONDS);
              assertThat(ran.getName()).startsWith("iocp-handler-");
              assertThat(ran.toString().contains("VirtualThread")).isEqualTo(virtual && possible);
            });
  }

  @Test
  void propertiesBecomeTheTransportsOptions() {
    runner
        .withPropertyValues(
            "iocp.max-connections=7",
            "iocp.contexts.max-free=5",
            "iocp.drain-time=4s",
            "iocp.drain-accepting=true",
            "iocp.shutdown-grace=6s",
            "iocp.handshake-timeout=1s",
            "iocp.idle-timeout=2m",
            "iocp.ping-interval=20s",
            "iocp.close-timeout=3s",
            "iocp.send-queue=1MB",
            "iocp.access.allow=10.0.0.0/8,::1",
            "iocp.access.deny=10.1.0.0/16",
            "iocp.access.connections-per-address=3",
            "iocp.access.accepts-per-minute=60",
            "iocp.access.accept-burst=5",
            "iocp.access.trusted-proxies=192.168.0.0/16",
            "iocp.access.forwarded-header=forwarded",
            "iocp.proxy-protocol=true",
            "iocp.buffers.max-memory=16MB",
            "iocp.buffers.receive-size=8KB",
            "iocp.buffers.receive-per-worker=8",
            "iocp.socket.backlog=5",
            "iocp.socket.send-buffer=64KB",
            "iocp.socket.unsent-limit=48KB",
            "iocp.socket.keep-alive=5s",
            "iocp.socket.keep-alive-interval=2s",
            "iocp.socket.keep-alive-probes=3",
            "iocp.websocket.allowed-origins=https://a.example,https://b.example",
            "iocp.websocket.max-frame-size=2MB",
            "iocp.websocket.max-message-size=3MB",
            "iocp.websocket.max-headers=9")
        .run(
            context -> {
              IocpTransport transport = context.getBean(IocpTransport.class);
              assertThat(transport.clients().access().limits())
                  .isEqualTo(new AccessLimits(7, 3, 60, 5));
              assertThat(transport.clients().access().lists())
                  .isEqualTo(
                      new AccessLists(
                          List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1")),
                          List.of(AddressRange.parse("10.1.0.0/16"))));
              assertThat(transport.clients().access().trustedProxies())
                  .isEqualTo(
                      new TrustedProxies(List.of(AddressRange.parse("192.168.0.0/16")), true));
              IocpTransportOptions options = transport.options();
              assertThat(options.drain())
                  .isEqualTo(new DrainOptions(Duration.ofSeconds(4), true, Duration.ofSeconds(6)));
              assertThat(options.webSocket().forwarded()).isEqualTo(ForwardedHeader.FORWARDED);
              assertThat(options.connections().maximumConnections()).isEqualTo(7);
              assertThat(options.connections().maximumFreeContexts()).isEqualTo(5);
              assertThat(options.connections().handshakeTimeout()).hasSeconds(1);
              assertThat(options.connections().idleTimeout()).hasMinutes(2);
              assertThat(options.connections().keepAliveInterval()).hasSeconds(20);
              assertThat(options.connections().closeTimeout()).hasSeconds(3);
              assertThat(options.connections().sendQueueBytes()).isEqualTo(1 << 20);
              assertThat(options.buffers().maximumBytes()).isEqualTo(16 << 20);
              assertThat(options.receiveBufferBytes()).isEqualTo(8 << 10);
              assertThat(options.receiveBuffersPerWorker()).isEqualTo(8);
              assertThat(options.sockets().backlog()).isEqualTo(5);
              assertThat(options.sockets().keepAlive()).isEqualTo(new KeepAlive(5, 2, 3));
              assertThat(options.sockets().sendBufferBytes()).isEqualTo(64 << 10);
              assertThat(options.sockets().unsentLimitBytes()).isEqualTo(48 << 10);
              assertThat(options.webSocket().limits().maxFrameBytes()).isEqualTo(2 << 20);
              assertThat(options.webSocket().limits().maxMessageBytes()).isEqualTo(3 << 20);
              assertThat(options.webSocket().handshake().maxHeaders()).isEqualTo(9);
            });
  }

  @Test
  void withoutPropertiesTheTransportsDefaultsApply() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(IocpAutoConfiguration.class))
        .withPropertyValues("iocp.port=0")
        .run(
            context -> {
              IocpTransportOptions options = context.getBean(IocpTransport.class).options();
              IocpTransportOptions defaults = IocpTransportOptions.DEFAULTS;
              assertThat(options)
                  .usingRecursiveComparison()
                  .ignoringFields("address")
                  .isEqualTo(defaults);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "iocp.engine, turbo, auto",
    "iocp.workers, -1, 0 to 1024",
    "iocp.port, 65536, 0 to 65535",
    "iocp.max-connections, 0, at least 1",
    "iocp.contexts.max-free, -1, at least 0",
    "iocp.idle-timeout, 0s, at least 1ms",
    "iocp.close-timeout, -1s, at least 1ms",
    "iocp.ping-interval, 3m, shorter than iocp.idle-timeout",
    "iocp.drain-time, -1s, at least 0s",
    "iocp.shutdown-grace, -1s, at least 0s",
    "iocp.send-queue, 0B, at least 1",
    "iocp.access.connections-per-address, -1, at least 0",
    "iocp.access.accept-burst, 0, at least 1",
    "iocp.proxy-protocol, true, iocp.access.trusted-proxies",
    "iocp.buffers.max-memory, 1MB, at least 5242880",
    "iocp.buffers.receive-size, 128KB, 1B to 65536B",
    "iocp.buffers.receive-per-worker, 12, power of two",
    "iocp.socket.backlog, 0, at least 1",
    "iocp.socket.keep-alive, 1500ms, whole seconds",
    "iocp.windows.accepts, 5000, 1 to 4096",
    "iocp.websocket.compression.max-sessions, -1, at least 0",
    "iocp.packet.port, 65536, 0 to 65535",
    "iocp.ssl.handshake-queue, 0, at least 1",
    "iocp.socket.keep-alive, 10h, 0s to 32767s",
    "iocp.socket.keep-alive-interval, 0s, 1s to 32767s",
    "iocp.socket.send-buffer, 3GB, 0B to 2147483647B",
    "iocp.websocket.max-headers, 0, at least 1",
    "iocp.websocket.max-request-line, 0B, at least 1",
  })
  void aWrongValueIsNamedWithItsLimit(String property, String value, String limit) {
    runner
        .withPropertyValues(property + "=" + value)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining(property.substring("iocp.".length()))
                    .hasMessageContaining(limit));
  }

  @Test
  void aRangeThatIsNoneIsNamedWithItsProperty() {
    runner
        .withPropertyValues("iocp.access.deny=10.0.0.0/8,everybody")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "iocp.access.deny must be addresses and CIDR ranges (not an IP address")
                    .hasStackTraceContaining("everybody"));
  }

  @Test
  void theTransportStopsBeforeTheWebServerDoes() {
    runner.run(
        context -> {
          IocpTransportLifecycle lifecycle = context.getBean(IocpTransportLifecycle.class);
          assertThat(lifecycle.isRunning()).isTrue();
          assertThat(lifecycle.getPhase())
              .isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
        });
  }

  @Test
  void drainingHasTheApplicationRefuseTrafficUntilItIsCalledOff() {
    runner.run(
        context -> {
          ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();
          context.getSourceApplicationContext().addApplicationListener(availability);
          IocpTransport transport = context.getBean(IocpTransport.class);
          assertThat(transport.draining().begin(Duration.ofMinutes(1))).isTrue();
          assertThat(transport.draining().begin(Duration.ofMinutes(1))).isFalse();
          assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
          assertThat(transport.draining().cancel()).isTrue();
          assertThat(availability.getReadinessState()).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
          connectTo(transport);
        });
  }

  @Test
  void pausingTheContextLeavesItRunning() {
    runner.run(
        context -> {
          context.getSourceApplicationContext().pause();
          connectTo(context.getBean(IocpTransport.class));
          context.getSourceApplicationContext().restart();
          connectTo(context.getBean(IocpTransport.class));
        });
  }

  @Test
  void aContextThatFailsLeavesNoWorkerBehind() {
    runner.withUserConfiguration(Failing.class).run(context -> assertThat(context).hasFailed());
  }

  @Configuration(proxyBeanMethods = false)
  static class Failing {
    @Bean
    Object failing(IocpTransport transport) {
      throw new IllegalStateException("on purpose, with " + transport.figures().engine());
    }
  }

  @Test
  void aPortInUseIsExplained() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      runner
          .withPropertyValues("iocp.port=" + taken.getLocalPort())
          .run(
              context -> {
                assertThat(context).hasFailed();
                FailureAnalysis analysis =
                    new TransportStartFailureAnalyzer().analyze(context.getStartupFailure());
                assertThat(analysis).isNotNull();
                assertThat(analysis.getDescription())
                    .contains("cannot listen on", ":" + taken.getLocalPort());
                assertThat(analysis.getAction()).contains("iocp.port", "iocp.address");
              });
    }
  }

  @Test
  void anEngineThatCannotRunHereIsExplained() {
    String elsewhere = OS.WINDOWS.isCurrentOs() ? "uring" : "windows";
    runner
        .withPropertyValues("iocp.engine=" + elsewhere)
        .run(
            context -> {
              assertThat(context).hasFailed();
              FailureAnalysis analysis =
                  new EngineFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription()).contains("engine " + elsewhere);
              assertThat(analysis.getAction()).contains("iocp.engine=auto");
            });
  }

  /** Binding, the options and the catalogue spell each setting: they mean the same. */
  @Test
  void theCatalogueReadsBackWhatTheConfigurationSays() {
    runner
        .withPropertyValues(
            "iocp.idle-timeout=2m",
            "iocp.windows.accepts=7",
            "iocp.drain-time=4s",
            "iocp.packet.port=0",
            "iocp.websocket.compression.min-size=9B",
            "iocp.ssl.client-auth=none",
            "iocp.access.deny=10.0.0.0/8")
        .run(
            context -> {
              IocpProperties properties = context.getBean(IocpProperties.class);
              IocpTransportOptions options = context.getBean(IocpTransport.class).options();
              Map<String, Object> bound = PropertyValues.of(properties);
              for (Setting<?> setting : Setting.all()) {
                Object value = bound.get(setting.property());
                if (value != null) {
                  assertThat(setting.startedWith(options)).as(setting.property()).isEqualTo(value);
                }
              }
              assertThat(Setting.all().stream().map(Setting::property)).containsAll(bound.keySet());
            });
  }

  @Test
  void theExplanationsAreRegistered() throws IOException {
    assertThat(Files.readString(Path.of("target/classes/META-INF/spring.factories")))
        .contains(
            EngineFailureAnalyzer.class.getName(), TransportStartFailureAnalyzer.class.getName());
  }
}
