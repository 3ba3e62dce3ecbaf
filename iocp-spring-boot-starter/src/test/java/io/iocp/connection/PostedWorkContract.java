package io.iocp.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.testsupport.Capability;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What posted work promises, on a real engine. */
@Timeout(120)
abstract class PostedWorkContract {

  private TestServer server;
  private TestHandler handler = new TestHandler();

  abstract PortProvider provider();

  @BeforeEach
  void start() throws Exception {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    server = new TestServer(provider(), ConnectionOptions.DEFAULTS, () -> handler);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private long count(ConnectionCounter counter) {
    return server.server.counters().count(counter);
  }

  @Test
  void partsRunInOrderInTheContext() throws Exception {
    server.connect();
    Connection connection = server.nextConnection();
    List<String> ran = new ArrayList<>();
    AtomicInteger outside = new AtomicInteger();
    CompletableFuture<List<String>> done = new CompletableFuture<>();
    for (int work = 0; work < 3; work++) {
      int number = work;
      PostOutcome outcome =
          connection.post(
              () -> {
                if (!connection.inContext()) {
                  outside.incrementAndGet();
                }
                ran.add(number + "." + ran.size());
                if (ran.size() == 9) {
                  done.complete(List.copyOf(ran));
                }
                return ran.size() % 3 != 0;
              });
      assertThat(outcome).isEqualTo(PostOutcome.POSTED);
    }
    assertThat(TestServer.await(done))
        .containsExactly("0.0", "0.1", "0.2", "1.3", "1.4", "1.5", "2.6", "2.7", "2.8");
    assertThat(outside).hasValue(0);
    assertThat(count(ConnectionCounter.POSTED_PARTS)).isEqualTo(9);
  }

  @Test
  void whatCompletesComesBetweenTheParts() throws Exception {
    Socket socket = server.connect();
    Connection connection = server.nextConnection();
    // Goes on until something has been received: for ever, if it kept its worker for itself.
    CompletableFuture<Integer> parts = new CompletableFuture<>();
    AtomicInteger count = new AtomicInteger();
    connection.post(
        () -> {
          count.incrementAndGet();
          if (handler.receivedText().isEmpty()) {
            return true;
          }
          parts.complete(count.get());
          return false;
        });
    TestServer.await("it has begun", () -> count.get() > 2);
    socket.getOutputStream().write("between".getBytes(US_ASCII));
    assertThat(TestServer.await(parts)).isGreaterThan(2);
  }

  @Test
  void workPostedInTheContextDoesNotRunInside() throws Exception {
    server.connect();
    Connection connection = server.nextConnection();
    CompletableFuture<Boolean> ranInside = new CompletableFuture<>();
    AtomicInteger posting = new AtomicInteger();
    connection.execute(
        () -> {
          posting.set(1);
          connection.post(
              () -> {
                ranInside.complete(posting.get() == 1);
                return false;
              });
          posting.set(2);
        });
    assertThat(TestServer.await(ranInside)).isFalse();
  }

  @Test
  void asMuchAsMayWaitIsTakenAndNoMore() throws Exception {
    server.connect();
    Connection connection = server.nextConnection();
    List<PostOutcome> outcomes =
        TestServer.inContext(
            connection,
            () -> {
              List<PostOutcome> all = new ArrayList<>();
              for (int i = 0; i <= PostedQueue.CAPACITY; i++) {
                all.add(connection.post(() -> false));
              }
              return all;
            });
    assertThat(outcomes.subList(0, PostedQueue.CAPACITY)).containsOnly(PostOutcome.POSTED);
    assertThat(outcomes.get(PostedQueue.CAPACITY)).isEqualTo(PostOutcome.FULL);
    assertThat(count(ConnectionCounter.POSTED_FULL)).isEqualTo(1);
    TestServer.await(
        "all of it runs", () -> count(ConnectionCounter.POSTED_PARTS) == PostedQueue.CAPACITY);
  }

  @Test
  void aPartThatFailsEndsItsConnection() throws Exception {
    server.connect();
    Connection connection = server.nextConnection();
    connection.post(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    server.assertClosed(handler, CloseCause.HANDLER_FAILED);
    assertThat(connection.post(() -> false)).isEqualTo(PostOutcome.CLOSED);
  }

  @Test
  void whatWaitsWhenTheConnectionEndsIsDropped() throws Exception {
    server.connect();
    Connection connection = server.nextConnection();
    TestServer.inContext(
        connection,
        () -> {
          connection.post(() -> true);
          connection.post(() -> false);
          connection.abort(CloseCause.POLICY);
          return true;
        });
    server.assertClosed(handler, CloseCause.POLICY);
    assertThat(count(ConnectionCounter.POSTED_DROPPED)).isEqualTo(2);
    assertThat(count(ConnectionCounter.POSTED_PARTS)).isZero();
  }
}
