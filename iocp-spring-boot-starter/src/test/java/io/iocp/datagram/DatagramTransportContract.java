package io.iocp.datagram;

import static io.iocp.testsupport.Patience.LIMIT;
import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.TransportHandlers;
import io.iocp.access.AddressRange;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transport does with an application's datagrams, on every engine. */
@Timeout(120)
abstract class DatagramTransportContract {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Recorder first = new Recorder();
  private final Recorder second = new Recorder();
  private final DatagramListener one = new DatagramListener("one", ANY_PORT, first);
  private final DatagramListener two = new DatagramListener("two", ANY_PORT, second);
  private IocpTransport transport;
  private DatagramChannel client;

  abstract PortProvider provider();

  /** Remembers what it is told; a datagram that says so makes it fail. */
  private static final class Recorder implements DatagramHandler {

    private final Queue<DatagramSession> opened = new ConcurrentLinkedQueue<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public void onOpen(DatagramSession session) {
      opened.add(session);
    }

    @Override
    public void onDatagram(DatagramSession session, InetSocketAddress sender, ByteBuffer datagram) {
      String text = US_ASCII.decode(datagram).toString();
      if (text.equals("fail")) {
        throw new IllegalStateException("as the datagram said");
      }
      received.add(text);
    }

    @Override
    public void onFailure(DatagramSession session) {
      failures.incrementAndGet();
    }

    @Override
    public void onClosed(DatagramSession session) {
      closed.incrementAndGet();
    }
  }

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    transport = open(List.of(one, two));
    transport.listen();
    client = DatagramChannel.open().bind(ANY_PORT);
    await("both are open").until(() -> first.opened.size() == 1 && second.opened.size() == 1);
  }

  private IocpTransport open(List<DatagramListener> listeners) throws IOException {
    return IocpTransport.open(
        IocpTransportOptions.builder()
            .address(ANY_PORT)
            .engine(provider().name())
            .workers(2)
            .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
            .receiveBuffersPerWorker(16)
            .build(),
        new TransportHandlers(List::of, List::of, List::of, List::of, () -> listeners));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (client != null) {
      client.close();
    }
    if (transport != null) {
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
      assertThat(first.closed).hasValue(1);
      assertThat(second.closed).hasValue(1);
    }
  }

  private void send(DatagramListener listener, String text) throws IOException {
    client.send(
        ByteBuffer.wrap(text.getBytes(US_ASCII)),
        transport.datagramAddress(listener).orElseThrow());
  }

  @Test
  void eachHandlerGetsWhatComesToItsSocket() throws Exception {
    send(one, "to one");
    send(two, "to two");
    await("received").until(() -> first.received.size() == 1 && second.received.size() == 1);
    assertThat(first.received).containsExactly("to one");
    assertThat(second.received).containsExactly("to two");
    assertThat(transport.figures().count(DatagramCounter.RECEIVED)).isEqualTo(2);
    assertThat(first.opened.element().localAddress())
        .isEqualTo(transport.datagramAddress(one).orElseThrow());
  }

  @Test
  void aHandlerThatFailsIsToldAndGoesOn() throws Exception {
    send(one, "fail");
    send(one, "again");
    await("received").until(() -> first.received.size() == 1);
    assertThat(first.failures).hasValue(1);
    assertThat(transport.figures().count(DatagramCounter.HANDLER_FAILED)).isEqualTo(1);
  }

  @Test
  void aTaskRunsInTheSocketsContext() throws Exception {
    Queue<String> ran = new ConcurrentLinkedQueue<>();
    DatagramSession session = first.opened.element();
    session.execute(
        () -> {
          session.execute(() -> ran.add("at once"));
          ran.add("then");
        });
    await("run").until(() -> ran.size() == 2);
    assertThat(ran).containsExactly("at once", "then");
  }

  @Test
  void whoIsBannedIsNotHeard() throws Exception {
    AddressRange loopback = AddressRange.of(ANY_PORT.getAddress());
    transport.clients().access().ban(loopback, "for this test", null);
    send(one, "banned");
    await("refused").until(() -> transport.figures().count(DatagramCounter.REFUSED) == 1);
    transport.clients().access().unban(loopback);
    send(one, "welcome");
    await("received").until(() -> first.received.size() == 1);
    assertThat(first.received).containsExactly("welcome");
  }

  @Test
  void anAddressInUseIsNamed() throws Exception {
    InetSocketAddress taken = transport.datagramAddress(one).orElseThrow();
    Recorder recorder = new Recorder();
    try (IocpTransport another = open(List.of(new DatagramListener("three", taken, recorder)))) {
      assertThatThrownBy(another::listen)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(Integer.toString(taken.getPort()));
    }
    assertThat(recorder.opened).isEmpty();
  }
}
