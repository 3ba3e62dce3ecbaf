package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.CloseCause;
import io.iocp.settings.LiveSettings;
import io.iocp.settings.LogLevel;
import io.iocp.settings.LogLevels;
import io.iocp.settings.Setting;
import io.iocp.settings.SettingError;
import io.iocp.settings.SettingsChange;
import io.iocp.settings.SettingsOutcome;
import io.iocp.settings.SettingsSnapshot;
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

  private SettingsOutcome apply(SettingsChange change) {
    return transport.settings().apply(change);
  }

  @Test
  void theyBeginWithWhatTheTransportWasStartedWith() {
    SettingsSnapshot now = transport.settings().current();
    assertThat(now.version()).isEqualTo(1);
    assertThat(now.get(LiveSettings.LOG_LEVEL)).isNull();
    Setting.allLive()
        .filter(setting -> setting != LiveSettings.LOG_LEVEL)
        .forEach(
            setting ->
                assertThat(now.values())
                    .containsEntry(
                        setting.property(), setting.startedWith(IocpTransportOptions.DEFAULTS)));
  }

  @Test
  void aChangeAppliesAndHasAVersion() {
    SettingsChange change =
        SettingsChange.of(LiveSettings.JOBS_WORKERS, 7)
            .and(LiveSettings.CLOSE_TIMEOUT, Duration.ofSeconds(1));
    assertThat(transport.settings().apply(change, 1))
        .isInstanceOfSatisfying(
            SettingsOutcome.Applied.class,
            applied -> {
              assertThat(applied.now().version()).isEqualTo(2);
              assertThat(applied.now().get(LiveSettings.JOBS_WORKERS)).isEqualTo(7);
              assertThat(applied.now().get(LiveSettings.CLOSE_TIMEOUT)).hasSeconds(1);
            });
    assertThat(transport.jobs().workers()).isEqualTo(7);
    apply(change);
    assertThat(transport.settings().current().version()).as("nothing changed").isEqualTo(2);
  }

  @Test
  void aChangeThatCannotBeAppliesNothingAndNamesEachError() {
    SettingsSnapshot before = transport.settings().current();
    SettingsChange change =
        SettingsChange.of(LiveSettings.JOBS_WORKERS, 2000)
            .and(LiveSettings.MAX_CONNECTIONS, 0)
            .and(LiveSettings.IDLE_TIMEOUT, Duration.ZERO)
            .and(LiveSettings.WEBSOCKET_MAX_FRAME_SIZE, -1L)
            .and(LiveSettings.SEND_QUEUE, 1L << 20);
    List<SettingError> errors =
        List.of(
            new SettingError("iocp.idle-timeout", "0s", "at least 1ms"),
            new SettingError("iocp.jobs.workers", "2000", "1 to 1024"),
            new SettingError("iocp.max-connections", "0", "at least 1"),
            new SettingError(
                "iocp.ping-interval", "30s", "shorter than iocp.idle-timeout, which is 0s"),
            new SettingError("iocp.websocket.max-frame-size", "-1B", "at least 0B"));
    assertThat(apply(change)).isEqualTo(new SettingsOutcome.Invalid(errors));
    assertThat(transport.settings().current()).isEqualTo(before);
    assertThat(errors.get(1).message())
        .isEqualTo("iocp.jobs.workers must be 1 to 1024: iocp.jobs.workers=2000");
  }

  @Test
  void aChangeOfWhatSomebodyElseHasChangedIsStale() {
    apply(SettingsChange.of(LiveSettings.JOBS_WORKERS, 2));
    assertThat(transport.settings().apply(SettingsChange.of(LiveSettings.JOBS_WORKERS, 3), 1))
        .isEqualTo(new SettingsOutcome.Stale(transport.settings().current()));
    assertThat(transport.jobs().workers()).isEqualTo(2);
  }

  @Test
  void whatIsChangedElsewhereIsAChangeToo() {
    transport.jobs().setWorkers(9);
    assertThat(transport.settings().current().version()).isEqualTo(2);
    assertThat(transport.settings().current().get(LiveSettings.JOBS_WORKERS)).isEqualTo(9);
  }

  @Test
  void theMaximumOfConnectionsAppliesToTheNextAndLeavesTheOthers() throws IOException {
    try (Socket first = connect()) {
      Patience.await().until(() -> transport.clients().count() == 1);
      apply(SettingsChange.of(LiveSettings.MAX_CONNECTIONS, 1));
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
    apply(
        SettingsChange.of(LiveSettings.IDLE_TIMEOUT, Duration.ofMillis(200))
            .and(LiveSettings.PING_INTERVAL, Duration.ofMillis(199)));
    Patience.await().until(() -> transport.figures().count(CloseCause.IDLE_TIMEOUT) == 1);
    assertThat(closed.get(60, TimeUnit.SECONDS)).as("reset").isEqualTo(-1);
  }

  @Test
  void aShorterHandshakeTimeoutAppliesToNewConnections() throws IOException {
    apply(SettingsChange.of(LiveSettings.HANDSHAKE_TIMEOUT, Duration.ofMillis(100)));
    try (Socket silent = connect()) {
      Patience.await().until(() -> transport.figures().count(CloseCause.HANDSHAKE_TIMEOUT) == 1);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aSmallerMessageSizeAppliesToNewSessions() throws Exception {
    apply(SettingsChange.of(LiveSettings.WEBSOCKET_MAX_MESSAGE_SIZE, 3L));
    assertThat(openSession("four").get(60, TimeUnit.SECONDS)).isEqualTo(1009);
  }

  @Test
  void theLogLevelIsTheApplicationsUnlessItIsHandedOver() {
    assertThat(apply(SettingsChange.of(LiveSettings.LOG_LEVEL, LogLevel.DEBUG)))
        .isInstanceOfSatisfying(
            SettingsOutcome.Invalid.class,
            invalid ->
                assertThat(invalid.errors())
                    .extracting(SettingError::property)
                    .containsExactly("logging.level.io.iocp"));
    AtomicReference<LogLevel> level = new AtomicReference<>(LogLevel.INFO);
    transport
        .settings()
        .logLevels(
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
    assertThat(transport.settings().current().get(LiveSettings.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
    apply(SettingsChange.of(LiveSettings.LOG_LEVEL, LogLevel.DEBUG));
    assertThat(level).hasValue(LogLevel.DEBUG);
    level.set(LogLevel.WARN);
    assertThat(transport.settings().current().version()).as("changed elsewhere").isEqualTo(3);
  }

  @Test
  void whatNeedsARestartIsSaid() {
    assertThat(transport.settings().restart())
        .containsEntry("iocp.engine", "nio")
        .containsEntry("iocp.workers", "1")
        .containsEntry("iocp.packet.max-size", "1048576B")
        .containsEntry("iocp.packet.port", "")
        .containsEntry("iocp.ssl.client-auth", "none")
        .containsEntry("iocp.socket.keep-alive", "1m")
        .containsEntry("iocp.windows.reads", "overlapped")
        .containsEntry("iocp.buffers.receive-size", "16384B")
        .doesNotContainKey("iocp.idle-timeout");
  }
}
