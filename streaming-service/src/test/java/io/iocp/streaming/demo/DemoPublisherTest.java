package io.iocp.streaming.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.iocp.streaming.loop.ManualLoop;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DemoPublisherTest {

  private static final DemoOptions OPTIONS = new DemoOptions("demo", 160, 90, 5, 0.5f);

  private final ManualLoop loop = new ManualLoop();
  private final List<CompletableFuture<WebSocket>> attempts = new ArrayList<>();
  private final List<WebSocket.Listener> listeners = new ArrayList<>();
  private final List<CompletableFuture<WebSocket>> sends = new ArrayList<>();
  private final DemoPublisher publisher =
      new DemoPublisher(
          OPTIONS, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), loop, this::newAttempt);

  @Test
  void everyPeriodSendsOneFrameAsOneMessage() {
    WebSocket socket = startAndConnect();
    for (int frame = 0; frame < 3; frame++) {
      assertThat(loop.tick()).isEqualTo(Duration.ofMillis(200));
      completeSend(socket);
    }
    verify(socket, times(3)).sendBinary(any(ByteBuffer.class), eq(true));
    assertThat(publisher.framesSent()).isEqualTo(3);
    assertThat(publisher.framesSkipped()).isZero();
  }

  @Test
  void framesAreSkippedWhileOneHasNotLeft() {
    WebSocket socket = startAndConnect();
    loop.tick();
    loop.tick();
    loop.tick();
    verify(socket, times(1)).sendBinary(any(), anyBoolean());
    assertThat(publisher.framesSkipped()).isEqualTo(2);

    completeSend(socket);
    loop.tick();
    verify(socket, times(2)).sendBinary(any(), anyBoolean());
    assertThat(publisher.framesSent()).isEqualTo(1);
  }

  @Test
  void nothingIsSentOrSkippedWithoutAConnection() {
    publisher.start();
    loop.tick();
    loop.tick();
    assertThat(sends).isEmpty();
    assertThat(publisher.framesSkipped()).isZero();
    assertThat(publisher.isPublishing()).isFalse();
  }

  @Test
  void refusedConnectionsAreTriedAgainMoreAndMoreSlowly() {
    publisher.start();
    loop.runDue();
    List<Duration> delays = new ArrayList<>();
    for (int attempt = 0; attempt < 8; attempt++) {
      attempts.get(attempt).completeExceptionally(new IOException("connection refused"));
      delays.add(loop.runDelayed());
    }
    assertThat(delays)
        .startsWith(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1))
        .endsWith(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  @Test
  void aConnectionClosedByTheServerIsReplaced() {
    WebSocket lost = startAndConnect();
    listeners.get(0).onClose(lost, 1001, "going away");
    loop.runDelayed();
    assertThat(publisher.isPublishing()).isFalse();

    WebSocket next = connect(1);
    loop.tick();
    verify(next).sendBinary(any(), anyBoolean());
    assertThat(publisher.isPublishing()).isTrue();
  }

  @Test
  void aLossThatIsReportedTwiceIsOneLoss() {
    WebSocket socket = startAndConnect();
    loop.tick();
    listeners.get(0).onError(socket, new IOException("reset"));
    sends.get(0).completeExceptionally(new IOException("reset"));
    assertThat(loop.delayedTasks()).isEqualTo(1);
    verify(socket).abort();
  }

  @Test
  void aServerThatTurnsThePublisherAwayAtOnceIsAskedMoreAndMoreSlowly() {
    WebSocket first = startAndConnect();
    loop.tick();
    completeSend(first);
    listeners.get(0).onClose(first, 1008, "name taken");
    assertThat(loop.runDelayed()).isEqualTo(Duration.ofMillis(250));

    WebSocket second = connect(1);
    loop.tick();
    completeSend(second);
    listeners.get(1).onClose(second, 1008, "name taken");
    assertThat(loop.runDelayed()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aConnectionThatHeldMakesTheNextRetryShortAgain() {
    publisher.start();
    loop.runDue();
    attempts.get(0).completeExceptionally(new IOException("connection refused"));
    loop.runDelayed();
    WebSocket socket = connect(1);
    for (int frame = 0; frame < DemoPublisher.STABLE_AFTER_SECONDS * 5; frame++) {
      loop.tick();
      completeSend(socket);
    }
    listeners.get(1).onClose(socket, 1001, "");
    assertThat(loop.runDelayed()).isEqualTo(DemoPublisher.FIRST_RETRY_DELAY);
  }

  @Test
  void stopClosesTheConnectionInOrder() {
    WebSocket socket = startAndConnect();
    publisher.stop();
    verify(socket).sendClose(WebSocket.NORMAL_CLOSURE, "");
    verify(socket, never()).abort();
    assertThat(loop.isStopped()).isTrue();
    assertThat(publisher.isRunning()).isFalse();
    assertThat(publisher.isPublishing()).isFalse();
  }

  @Test
  void stopLetsTheFrameOnItsWayGoFirst() {
    WebSocket socket = startAndConnect();
    loop.tick();
    publisher.stop();
    verify(socket, never()).sendClose(anyInt(), anyString());
    sends.get(0).complete(socket);
    verify(socket).sendClose(WebSocket.NORMAL_CLOSURE, "");
  }

  @Test
  void aConnectionThatOpensAfterTheStopIsDropped() {
    publisher.start();
    loop.runDue();
    publisher.stop();
    WebSocket late = newSocket();
    attempts.get(0).complete(late);
    verify(late).abort();
  }

  @Test
  void startingTwiceConnectsOnce() {
    publisher.start();
    publisher.start();
    loop.runDue();
    assertThat(attempts).hasSize(1);
  }

  private CompletableFuture<WebSocket> newAttempt(WebSocket.Listener listener) {
    CompletableFuture<WebSocket> attempt = new CompletableFuture<>();
    listeners.add(listener);
    attempts.add(attempt);
    return attempt;
  }

  private WebSocket startAndConnect() {
    publisher.start();
    loop.runDue();
    return connect(0);
  }

  private WebSocket connect(int attempt) {
    WebSocket socket = newSocket();
    attempts.get(attempt).complete(socket);
    loop.runDue();
    return socket;
  }

  private WebSocket newSocket() {
    WebSocket socket = mock(WebSocket.class);
    lenient()
        .when(socket.sendBinary(any(), anyBoolean()))
        .thenAnswer(
            call -> {
              CompletableFuture<WebSocket> send = new CompletableFuture<>();
              sends.add(send);
              return send;
            });
    lenient()
        .when(socket.sendClose(anyInt(), anyString()))
        .thenReturn(CompletableFuture.completedFuture(socket));
    return socket;
  }

  private void completeSend(WebSocket socket) {
    sends.get(sends.size() - 1).complete(socket);
    loop.runDue();
  }
}
