package io.iocp.autoconfigure;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.datagram.DatagramListener;
import io.iocp.testsupport.WorkerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Timeout(60)
class DatagramListenerTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(IocpAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  private static DatagramListener listener(int port, AtomicInteger received) {
    return new DatagramListener(
        "anything",
        new InetSocketAddress(LOOPBACK, port),
        (session, sender, datagram) -> received.incrementAndGet());
  }

  @Test
  void theTransportTakesDatagramsForEachBean() {
    AtomicInteger one = new AtomicInteger();
    AtomicInteger two = new AtomicInteger();
    runner
        .withBean("one", DatagramListener.class, () -> listener(0, one))
        .withBean("two", DatagramListener.class, () -> listener(0, two))
        .run(
            context -> {
              IocpTransport transport = context.getBean(IocpTransport.class);
              for (String name : List.of("one", "two")) {
                DatagramListener bean = context.getBean(name, DatagramListener.class);
                send(transport.datagramAddress(bean).orElseThrow(), name.equals("one") ? one : two);
              }
            });
  }

  /** Until it is there: what comes before a handler is open is lost. */
  private static void send(InetSocketAddress address, AtomicInteger received) throws IOException {
    try (DatagramChannel client = DatagramChannel.open()) {
      await("received")
          .until(
              () -> {
                client.send(ByteBuffer.wrap(new byte[] {1}), address);
                return received.get() > 0;
              });
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (DatagramChannel taken = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
      int port = taken.socket().getLocalPort();
      runner
          .withBean(DatagramListener.class, () -> listener(port, new AtomicInteger()))
          .run(context -> assertThat(context).getFailure().hasStackTraceContaining(":" + port));
    }
  }
}
