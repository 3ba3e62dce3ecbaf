package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionOptions;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings that change while the transport runs. */
@Timeout(120)
class IocpSettingsTest {

  private IocpTransport transport;

  @BeforeEach
  void start() throws IOException {
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .build(),
            List.of(
                registry -> registry.addHandler((session, type, piece, last) -> {}, "/silent")));
  }

  @AfterEach
  void stop() {
    transport.close();
    WorkerThreads.awaitNone();
  }

  private IocpSettings.Builder change() {
    return transport.settings().settings().toBuilder();
  }

  private Socket connect() throws IOException {
    return new Socket(transport.address().getAddress(), transport.address().getPort());
  }

  /** Opens a session; the code that it is closed with. */
  private CompletableFuture<Integer> openSession(@Nullable String text) throws Exception {
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
          }
        };
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + transport.address().getPort() + "/silent"), listener)
            .get(60, TimeUnit.SECONDS);
    if (text != null) {
      socket.sendText(text, true).get(60, TimeUnit.SECONDS);
    }
    return closed;
  }

  @Test
  void theyBeginWithWhatTheTransportWasStartedWith() {
    VersionedSettings now = transport.settings();
    assertThat(now.version()).isEqualTo(1);
    ConnectionOptions defaults = ConnectionOptions.DEFAULTS;
    assertThat(now.settings())
        .isEqualTo(
            new IocpSettings(
                4,
                defaults.maximumConnections(),
                defaults.handshakeTimeout(),
                defaults.idleTimeout(),
                defaults.keepAliveInterval(),
                defaults.closeTimeout(),
                defaults.sendQueueBytes(),
                1 << 20,
                1 << 20,
                null));
  }

  @Test
  void aChangeAppliesAndHasAVersion() {
    IocpSettings wanted = change().jobWorkers(7).closeTimeout(Duration.ofSeconds(1)).build();
    SettingsOutcome outcome = transport.apply(wanted, 1);
    assertThat(outcome).isEqualTo(new SettingsOutcome.Applied(new VersionedSettings(wanted, 2)));
    assertThat(transport.jobs().workers()).isEqualTo(7);
    assertThat(transport.apply(wanted))
        .as("nothing changed")
        .isEqualTo(new SettingsOutcome.Applied(new VersionedSettings(wanted, 2)));
  }

  @Test
  void aChangeThatCannotBeAppliesNothingAndNamesEachError() {
    IocpSettings before = transport.settings().settings();
    IocpSettings wanted =
        change()
            .jobWorkers(2000)
            .maximumConnections(0)
            .idleTimeout(Duration.ZERO)
            .maximumFrameBytes(-1)
            .sendQueueBytes(1 << 20)
            .build();
    assertThat(transport.apply(wanted))
        .isEqualTo(
            new SettingsOutcome.Invalid(
                List.of(
                    new SettingError("iocp.jobs.workers", "2000", "1 to 1024"),
                    new SettingError("iocp.max-connections", "0", "1 to 2147483647"),
                    new SettingError("iocp.idle-timeout", "PT0S", "positive and at most PT876000H"),
                    new SettingError(
                        "iocp.ping-interval",
                        "PT30S",
                        "shorter than iocp.idle-timeout, which is PT0S"),
                    new SettingError(
                        "iocp.websocket.max-frame-size", "-1", "0 to 9223372036854775807"))));
    assertThat(transport.settings()).isEqualTo(new VersionedSettings(before, 1));
    assertThat(wanted.errors().get(0).message())
        .isEqualTo("iocp.jobs.workers must be 1 to 1024: iocp.jobs.workers=2000");
  }

  @Test
  void aChangeOfWhatSomebodyElseHasChangedIsStale() {
    transport.apply(change().jobWorkers(2).build());
    assertThat(transport.apply(change().jobWorkers(3).build(), 1))
        .isEqualTo(new SettingsOutcome.Stale(transport.settings()));
    assertThat(transport.jobs().workers()).isEqualTo(2);
  }

  @Test
  void whatIsChangedElsewhereIsAChangeToo() {
    transport.jobs().setWorkers(9);
    assertThat(transport.settings().version()).isEqualTo(2);
    assertThat(transport.settings().settings().jobWorkers()).isEqualTo(9);
  }

  @Test
  void theMaximumOfConnectionsAppliesToTheNextAndLeavesTheOthers() throws IOException {
    try (Socket first = connect()) {
      Patience.await().until(() -> transport.clients().count() == 1);
      transport.apply(change().maximumConnections(1).build());
      try (Socket second = connect()) {
        Patience.await()
            .until(
                () ->
                    transport.clients().access().snapshot().refusals().values().stream()
                        .anyMatch(count -> count == 1));
        assertThat(second.isConnected()).isTrue();
      }
      assertThat(transport.clients().count()).isEqualTo(1);
      assertThat(first.isConnected()).isTrue();
    }
  }

  @Test
  void aShorterIdleTimeoutAppliesToSessionsThatAreOpen() throws Exception {
    CompletableFuture<Integer> closed = openSession(null);
    transport.apply(
        change()
            .idleTimeout(Duration.ofMillis(200))
            .keepAliveInterval(Duration.ofMillis(199))
            .build());
    Patience.await().until(() -> transport.figures().count(CloseCause.IDLE_TIMEOUT) == 1);
    assertThat(closed.get(60, TimeUnit.SECONDS)).as("reset").isEqualTo(-1);
  }

  @Test
  void aShorterHandshakeTimeoutAppliesToNewConnections() throws IOException {
    transport.apply(change().handshakeTimeout(Duration.ofMillis(100)).build());
    try (Socket silent = connect()) {
      Patience.await().until(() -> transport.figures().count(CloseCause.HANDSHAKE_TIMEOUT) == 1);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aSmallerMessageSizeAppliesToNewSessions() throws Exception {
    transport.apply(change().maximumMessageBytes(3).build());
    assertThat(openSession("four").get(60, TimeUnit.SECONDS)).isEqualTo(1009);
  }

  @Test
  void theLogLevelIsTheApplicationsUnlessItIsHandedOver() {
    assertThat(transport.apply(change().logLevel(LogLevel.DEBUG).build()))
        .isInstanceOfSatisfying(
            SettingsOutcome.Invalid.class,
            invalid ->
                assertThat(invalid.errors())
                    .extracting(SettingError::property)
                    .containsExactly("logging.level.io.iocp"));
    AtomicReference<LogLevel> level = new AtomicReference<>(LogLevel.INFO);
    transport.logLevels(
        new LogLevels() {
          @Override
          public LogLevel level() {
            return level.get();
          }

          @Override
          public void level(LogLevel wanted) {
            level.set(wanted);
          }
        });
    assertThat(transport.settings().settings().logLevel()).isEqualTo(LogLevel.INFO);
    transport.apply(change().logLevel(LogLevel.DEBUG).build());
    assertThat(level).hasValue(LogLevel.DEBUG);
    level.set(LogLevel.WARN);
    assertThat(transport.settings().version()).as("changed elsewhere").isEqualTo(3);
  }

  @Test
  void whatNeedsARestartIsSaid() {
    assertThat(transport.restartSettings())
        .contains(
            new RestartSetting("iocp.engine", "nio"),
            new RestartSetting("iocp.workers", "1"),
            new RestartSetting("iocp.packet.max-size", "1048576B"),
            new RestartSetting("iocp.jobs.queue", "1000"),
            new RestartSetting("iocp.buffers.receive-size", "16384B"));
  }
}
