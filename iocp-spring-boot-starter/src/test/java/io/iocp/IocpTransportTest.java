package io.iocp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.iocp.access.AddressRange;
import io.iocp.access.BanOutcome;
import io.iocp.connection.CloseCause;
import io.iocp.job.Job;
import io.iocp.job.JobState;
import io.iocp.job.SubmitOutcome;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class IocpTransportTest {

  private static final IocpTransportOptions OPTIONS =
      IocpTransportOptions.builder()
          .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .engine("nio")
          .workers(2)
          .build();

  private static final WsClose POLICY = new WsClose(CloseCode.POLICY_VIOLATION, "banned");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void itListensWhenToldAndOnceOnly() throws IOException {
    try (IocpTransport transport = IocpTransport.open(OPTIONS, List::of, List::of)) {
      assertThat(transport.isListening()).isFalse();
      assertThat(transport.address().getPort()).isZero();
      InetSocketAddress bound = transport.listen();
      assertThat(transport.isListening()).isTrue();
      assertThat(transport.address()).isEqualTo(bound);
      assertThat(bound.getPort()).isPositive();
      assertThatIllegalStateException().isThrownBy(transport::listen);
    }
  }

  @Test
  void onceStoppedItStaysStopped() throws IOException {
    IocpTransport transport = IocpTransport.start(OPTIONS, List.of());
    InetSocketAddress address = transport.address();
    assertThat(transport.stop(Patience.LIMIT)).isTrue();
    assertThat(transport.stop(Patience.LIMIT)).isTrue();
    assertThat(transport.isListening()).isFalse();
    assertThatIllegalStateException().isThrownBy(transport::listen);
    assertThatIOException()
        .isThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close());
    assertThat(transport.figures().buffers().used()).isZero();
  }

  @Test
  void anAddressInUseIsNamedAndLeavesNoThreads() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IocpTransportOptions options =
          OPTIONS.toBuilder()
              .address(new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()))
              .build();
      assertThatIOException()
          .isThrownBy(() -> IocpTransport.start(options, List.of()))
          .withMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void clientsComeInPagesInOrderOfTheirIds() throws IOException {
    try (IocpTransport transport = IocpTransport.start(OPTIONS, List.of())) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        sockets.add(new Socket(transport.address().getAddress(), transport.address().getPort()));
      }
      Patience.await().until(() -> transport.clients().page(0, 10).size() == 5);
      List<Long> ids =
          transport.clients().page(0, 10).stream().map(client -> client.connection().id()).toList();
      assertThat(ids).isSorted();
      assertThat(transport.clients().page(0, 2))
          .extracting(client -> client.connection().id())
          .isEqualTo(ids.subList(0, 2));
      assertThat(transport.clients().page(ids.get(1), 2))
          .extracting(client -> client.connection().id())
          .isEqualTo(ids.subList(2, 4));
      assertThat(transport.clients().page(ids.get(4), 2)).isEmpty();
      assertThat(transport.clients().find(ids.get(0)).orElseThrow().path()).isNull();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void aBanCanEndTheSessionsOfItsAddressesAtOnce() throws IOException {
    try (IocpTransport transport = IocpTransport.start(OPTIONS, List.of());
        Socket client =
            new Socket(transport.address().getAddress(), transport.address().getPort())) {
      Patience.await().until(() -> transport.clients().page(0, 10).size() == 1);
      AddressRange network = AddressRange.parse("127.0.0.0/8");
      assertThat(transport.clients().access().ban(network, "test", null))
          .isEqualTo(BanOutcome.ADDED);
      assertThat(transport.clients().disconnect(AddressRange.parse("10.0.0.0/8"), POLICY)).isZero();
      assertThat(transport.clients().disconnect(network, POLICY)).isEqualTo(1);
      assertThatIOException().isThrownBy(() -> client.getInputStream().read());
      Patience.await().until(() -> transport.clients().count() == 0);
      assertThat(transport.figures().count(CloseCause.POLICY)).isEqualTo(1);
      assertThat(transport.figures().snapshot().access().bans()).isEqualTo(1);
    }
  }

  @Test
  void aSnapshotSaysWhichEngineRunsAndWhy() throws IOException {
    try (IocpTransport transport = IocpTransport.start(OPTIONS, List.of())) {
      TransportSnapshot snapshot = transport.figures().snapshot();
      assertThat(snapshot.engine()).isEqualTo("nio");
      assertThat(snapshot.engineReason()).startsWith("configured");
      assertThat(snapshot.address()).endsWith(":" + transport.address().getPort());
      assertThat(snapshot.workers()).hasSize(2).allMatch(worker -> worker.alive());
      assertThat(transport.figures().workerCount()).isEqualTo(2);
    }
  }

  @Test
  void anInterruptedCallerStopsItAllTheSame() throws IOException {
    IocpTransport transport = IocpTransport.start(OPTIONS, List.of());
    Thread.currentThread().interrupt();
    transport.stop(Duration.ofHours(1));
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(transport.figures().port().pendingTotal()).isZero();
  }

  @Test
  void theJobsOfAConnectionAreCancelledWhenItCloses() throws Exception {
    try (IocpTransport transport = IocpTransport.start(OPTIONS, List.of())) {
      Socket socket = new Socket(transport.address().getAddress(), transport.address().getPort());
      Patience.await().until(() -> transport.clients().count() == 1);
      Patience.await().until(() -> !transport.clients().page(0, 1).isEmpty());
      long id = transport.clients().page(0, 1).get(0).connection().id();
      CountDownLatch never = new CountDownLatch(1);
      Job job = Job.of("long", never::await).ownedBy(id);
      assertThat(transport.jobs().submit(job)).isEqualTo(SubmitOutcome.ACCEPTED);
      assertThat(transport.figures().snapshot().jobs().workers()).isEqualTo(4);
      socket.close();
      Patience.await().until(() -> job.state() == JobState.CANCELLED);
    }
  }

  @Test
  void whatJobsAreAtWhenItStopsIsDone() throws Exception {
    IocpTransport transport = IocpTransport.start(OPTIONS, List.of());
    CountDownLatch release = new CountDownLatch(1);
    Job running = Job.of("running", release::await);
    Job queued = Job.of("queued", () -> {});
    transport.jobs().setWorkers(1);
    transport.jobs().submit(running);
    transport.jobs().submit(queued);
    Thread stopping = new Thread(() -> transport.stop(Duration.ofSeconds(60)));
    stopping.start();
    Patience.await()
        .until(() -> transport.jobs().submit(Job.of("late", () -> {})) == SubmitOutcome.CLOSED);
    release.countDown();
    stopping.join();
    assertThat(running.state()).isEqualTo(JobState.COMPLETED);
    assertThat(queued.state()).isEqualTo(JobState.COMPLETED);
  }

  @Test
  void withoutANumberThereIsOneWorkerAProcessor() throws IOException {
    try (IocpTransport transport =
        IocpTransport.open(OPTIONS.toBuilder().workers(0).build(), List::of, List::of)) {
      assertThat(transport.figures().workerCount())
          .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }
}
