package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.iocp.clients.DrainOptions;
import io.iocp.job.Job;
import io.iocp.job.SubmitOutcome;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.spring.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transport that stops for a while. */
@Timeout(180)
class SuspendTest {

  private final AtomicInteger asked = new AtomicInteger();
  private IocpTransport transport;

  @BeforeEach
  void start() throws IOException {
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .drain(new DrainOptions(Duration.ZERO, false, Duration.ofSeconds(5)))
                .build(),
            List.of(
                registry -> {
                  asked.incrementAndGet();
                  registry.addHandler(
                      new MessageHandler() {
                        @Override
                        protected void onText(WsSession session, String text) {
                          session.sendText(text);
                        }
                      },
                      "/echo");
                }));
  }

  @AfterEach
  void stop() {
    transport.close();
    WorkerThreads.awaitNone();
  }

  private void assertEcho(String text) throws Exception {
    try (Client client = new Client(transport, "/echo", builder -> {})) {
      client.send(text);
      assertThat(client.next()).isEqualTo(text);
    }
  }

  @Test
  void sessionsEndAndNobodyConnectsUntilItListensAgain() throws Exception {
    try (Client client = new Client(transport, "/echo", builder -> {})) {
      client.send("before");
      assertThat(client.next()).isEqualTo("before");
      assertThat(transport.suspend(Patience.LIMIT)).isTrue();
      assertThat(client.closed()).startsWith("1001");
    }
    assertThat(transport.isListening()).isFalse();
    assertThatIOException()
        .isThrownBy(
            () ->
                new Socket(transport.address().getAddress(), transport.address().getPort())
                    .close());
    transport.listen();
    assertEcho("after");
    assertThat(asked).as("handlers are asked for again").hasValue(2);
  }

  @Test
  void jobsAreRefusedMeanwhileOfBothKinds() throws Exception {
    assertThat(transport.handlerJobs().workers()).isEqualTo(16);
    transport.suspend(Duration.ZERO);
    assertThat(transport.jobs().submit(Job.of("late", () -> {}))).isEqualTo(SubmitOutcome.CLOSED);
    assertThat(transport.handlerJobs().submit(Job.of("late", () -> {})))
        .isEqualTo(SubmitOutcome.CLOSED);
    transport.listen();
    CountDownLatch done = new CountDownLatch(2);
    transport.jobs().submit(Job.of("job", done::countDown));
    transport.handlerJobs().submit(Job.of("handler", done::countDown));
    Patience.await().until(() -> done.getCount() == 0);
  }

  @Test
  void whoWasDrainedBeforeIsServedAfter() throws Exception {
    transport.draining().run();
    transport.suspend(Patience.LIMIT);
    transport.listen();
    assertEcho("again");
  }

  @Test
  void itCanBeSuspendedTwiceAndStoppedForGood() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(transport.suspend(Patience.LIMIT)).isTrue();
      assertThat(transport.suspend(Patience.LIMIT)).as("does nothing").isTrue();
      transport.listen();
      assertEcho("round " + i);
    }
    transport.suspend(Patience.LIMIT);
    assertThat(transport.stop(Patience.LIMIT)).isTrue();
    assertThatIllegalStateException().isThrownBy(transport::listen);
  }

  @Test
  void handlersThatBlockDoNotKeepJobsWaiting() {
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 16; i++) {
      transport.handlerJobs().submit(Job.of("blocks", release::await));
    }
    CountDownLatch done = new CountDownLatch(1);
    transport.jobs().submit(Job.of("job", done::countDown));
    Patience.await().until(() -> done.getCount() == 0);
    assertThat(transport.handlerJobs().snapshot().running()).isPositive();
    release.countDown();
  }
}
