package io.iocp.completion;

import static io.iocp.completion.CompletionStatus.ABORTED;
import static io.iocp.completion.CompletionStatus.FAILED;
import static io.iocp.completion.CompletionStatus.OK;
import static io.iocp.completion.CompletionStatus.UNREACHABLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortHarness.Settings;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine must do with datagrams. See {@link CompletionPortContract}. */
@Timeout(180)
public abstract class DatagramContract {

  private static final DatagramOptions LARGE_BUFFERS = new DatagramOptions(1 << 20, 1 << 20, null);
  private static final Settings FEW_BUFFERS =
      new Settings(1, new BufferPoolOptions(64 << 10, 64 << 10, List.of(4 << 10)), 4 << 10, 4);

  // Of those that are for anybody within a site, RFC 2365.
  private static final String GROUP = "239.255.77.12";

  private final List<DatagramChannel> clients = new ArrayList<>();
  private final List<Bound> open = new ArrayList<>();
  private PortHarness harness;

  /** The engine under test. */
  protected abstract PortProvider provider();

  @BeforeEach
  void openPort() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    harness = new PortHarness(provider(), Settings.DEFAULTS);
  }

  @AfterEach
  void everythingIsBackHome() throws IOException {
    for (DatagramChannel client : clients) {
      client.close();
    }
    if (harness != null) {
      for (Bound bound : List.copyOf(open)) {
        close(bound);
      }
      harness.close();
    }
  }

  // --- receiving

  @Test
  void datagramsOfManySendersArriveWholeWithTheirSender() throws Exception {
    Bound bound = bind();
    int senders = 16;
    int each = 50;
    List<DatagramChannel> sending = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      sending.add(client());
    }
    for (int number = 0; number < each; number++) {
      for (int i = 0; i < senders; i++) {
        send(sending.get(i), bound, i + ":" + number);
      }
      int sent = (number + 1) * senders;
      PortHarness.await("received", () -> bound.flow.received.size() == sent);
    }
    for (int i = 0; i < senders; i++) {
      List<String> expected = new ArrayList<>();
      for (int number = 0; number < each; number++) {
        expected.add(i + ":" + number);
      }
      InetSocketAddress sender = (InetSocketAddress) sending.get(i).getLocalAddress();
      assertThat(bound.flow.received.stream().filter(one -> one.sender.equals(sender)))
          .as("from %s, in order", sender)
          .extracting(Received::text)
          .isEqualTo(expected);
    }
    assertThat(bound.flow.received).noneMatch(Received::truncated);
  }

  @Test
  void anEmptyDatagramIsADatagram() throws Exception {
    Bound bound = bind();
    DatagramChannel client = client();
    send(client, bound, "before");
    send(client, bound, "");
    send(client, bound, "");
    send(client, bound, "after");
    PortHarness.await("received", () -> bound.flow.received.size() == 4);
    assertThat(bound.flow.received)
        .extracting(Received::text)
        .containsExactly("before", "", "", "after");
  }

  @Test
  void aDatagramThatIsTooLargeIsCutAndReported() throws Exception {
    Bound bound = bind();
    int maximum = bound.endpoint.maximumReceiveBytes();
    assertThat(maximum)
        .isBetween(
            Settings.DEFAULTS.receiveBufferBytes() - 64, Settings.DEFAULTS.receiveBufferBytes());
    DatagramChannel client = client();
    Pattern pattern = new Pattern(1);
    for (int length : new int[] {maximum, maximum + 1, 40_000, 1}) {
      client.send(ByteBuffer.wrap(pattern.bytes(0, length)), bound.endpoint.localAddress());
    }
    PortHarness.await("received", () -> bound.flow.received.size() == 4);
    List<Received> received = List.copyOf(bound.flow.received);
    assertThat(received).extracting(Received::truncated).containsExactly(false, true, true, false);
    for (int i = 0; i < 3; i++) {
      assertThat(received.get(i).text())
          .isEqualTo(new String(pattern.bytes(0, maximum), ISO_8859_1));
    }
    assertThat(received.get(3).text()).hasSize(1);
  }

  @Test
  void anIdleSocketOwnsNoBufferOfItsOwn() throws Exception {
    long before = harness.pool.statistics().used();
    for (int i = 0; i < 100; i++) {
      bind();
    }
    harness.onWorker(harness.worker(0), () -> {});
    assertThat(harness.pool.statistics().used()).isEqualTo(before);
  }

  // --- pausing and buffers

  @Test
  void whatArrivesWhilePausedWaitsInTheSocket() throws Exception {
    Bound bound = bind();
    DatagramChannel client = client();
    inContext(bound, bound.endpoint::pause);
    inContext(bound, bound.endpoint::pause);
    // One that was on its way already may still arrive.
    send(client, bound, "0");
    inContext(bound, () -> {});
    for (int i = 1; i < 20; i++) {
      send(client, bound, Integer.toString(i));
    }
    inContext(bound, () -> {});
    assertThat(bound.flow.received.size()).isLessThan(20);
    inContext(bound, bound.endpoint::resume);
    inContext(bound, bound.endpoint::resume);
    PortHarness.await("received", () -> bound.flow.received.size() == 20);
    for (int i = 0; i < 20; i++) {
      assertThat(List.copyOf(bound.flow.received).get(i).text()).isEqualTo(Integer.toString(i));
    }
    assertThat(bound.flow.home.isHome()).isFalse();
  }

  @Test
  void pausingAndResumingInTheHandlerLosesNothing() throws Exception {
    AtomicInteger count = new AtomicInteger();
    TestFlow flow = new TestFlow();
    Bound bound = bind(flow, LARGE_BUFFERS);
    flow.whenReceived =
        () -> {
          switch (count.incrementAndGet() % 4) {
            case 0 -> {
              bound.endpoint.pause();
              bound.endpoint.resume();
            }
            case 2 -> {
              bound.endpoint.pause();
              bound.endpoint.worker().post(resumeInContext(bound.endpoint));
            }
            default -> {}
          }
        };
    DatagramChannel client = client();
    for (int i = 0; i < 500; i++) {
      send(client, bound, Integer.toString(i));
      if (i % 50 == 49) {
        int sent = i + 1;
        PortHarness.await("received", () -> flow.received.size() == sent);
      }
    }
    int number = 0;
    for (Received received : flow.received) {
      assertThat(received.text()).isEqualTo(Integer.toString(number++));
    }
  }

  /** The worker's context need not be the socket's. */
  private static Packet resumeInContext(DatagramEndpoint endpoint) {
    return Packet.of(() -> endpoint.execute(Packet.of(endpoint::resume)));
  }

  @Test
  void anExhaustedPoolDelaysWhatTheSocketHolds() throws Exception {
    harness.close();
    harness = new PortHarness(provider(), FEW_BUFFERS);
    TestFlow flow = new TestFlow();
    Queue<SharedBuffer> held = new ConcurrentLinkedQueue<>();
    AtomicBoolean holding = new AtomicBoolean(true);
    flow.keeper =
        buffer -> {
          if (holding.get()) {
            held.add(buffer);
          } else {
            buffer.release();
          }
        };
    Bound bound = bind(flow, LARGE_BUFFERS);
    DatagramChannel client = client();
    int total = 40;
    for (int i = 0; i < total; i++) {
      send(client, bound, Integer.toString(i));
    }
    PortHarness.await("starved", () -> flow.starvations.get() > 0);
    assertThat(flow.received.size()).isLessThan(total);
    assertThat(harness.port.statistics().starvations()).isPositive();

    holding.set(false);
    held.forEach(SharedBuffer::release);
    PortHarness.await("received", () -> flow.received.size() == total);
    int number = 0;
    for (Received received : flow.received) {
      assertThat(received.text()).isEqualTo(Integer.toString(number++));
    }
  }

  // --- sending

  @Test
  void whatIsSentArrivesWithItsSender() throws Exception {
    Bound bound = bind();
    DatagramChannel client = client();
    InetSocketAddress remote = (InetSocketAddress) client.getLocalAddress();
    for (String text : List.of("hello", "", "again")) {
      assertThat(sendTo(bound, text(text), remote).home.await())
          .isEqualTo(new AwaitedCompletion.Outcome(OK, text.length(), 0));
    }
    for (String text : List.of("hello", "", "again")) {
      ByteBuffer bytes = ByteBuffer.allocate(100);
      assertThat(client.receive(bytes)).isEqualTo(bound.endpoint.localAddress());
      assertThat(US_ASCII.decode(bytes.flip()).toString()).isEqualTo(text);
    }
  }

  @Test
  void twoSocketsOfThePortAnswerEachOther() throws Exception {
    Bound left = bind(harness.worker(0));
    Bound right = bind(harness.worker(1));
    for (int i = 0; i < 200; i++) {
      int number = i;
      sendTo(left, text("ping " + i), right.endpoint.localAddress());
      PortHarness.await("ping", () -> right.flow.received.size() == number + 1);
      sendTo(right, text("pong " + i), left.endpoint.localAddress());
      PortHarness.await("pong", () -> left.flow.received.size() == number + 1);
    }
    assertThat(left.flow.received)
        .allMatch(one -> one.sender.equals(right.endpoint.localAddress()))
        .allMatch(one -> one.text().startsWith("pong "));
  }

  @Test
  void theWildcardAddressAnswersOverIpv4() throws Exception {
    Bound bound = bind(harness.worker(0), new InetSocketAddress(0), new TestFlow());
    InetSocketAddress address =
        new InetSocketAddress(
            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
            bound.endpoint.localAddress().getPort());
    DatagramChannel client = client();
    client.send(ByteBuffer.wrap("hello".getBytes(US_ASCII)), address);
    PortHarness.await("received", () -> bound.flow.received.size() == 1);
    InetSocketAddress sender = bound.flow.received.element().sender;
    assertThat(sender).isEqualTo(client.getLocalAddress());
    assertThat(sendTo(bound, text("hi"), sender).home.awaitStatus()).isEqualTo(OK);
    assertThat(client.receive(ByteBuffer.allocate(10))).isEqualTo(address);
  }

  @Test
  void whatCannotBeSentSaysSo() throws Exception {
    Bound bound = bind();
    SharedBuffer large = harness.filled(new Pattern(1), 0, 64 << 10);
    InetSocketAddress somebody = (InetSocketAddress) client().getLocalAddress();
    assertThat(sendTo(bound, large, somebody).home.awaitStatus()).isEqualTo(FAILED);
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 9);
    assertThat(sendTo(bound, text("x"), unresolved).home.awaitStatus()).isEqualTo(UNREACHABLE);
    assertThat(sendTo(bound, text("x"), somebody).home.awaitStatus()).isEqualTo(OK);
  }

  // --- multicast

  @Test
  void whatIsSentToItsGroupArrives() throws Exception {
    Bound bound = join(null);
    Bound other = bind();
    DatagramChannel client = client();
    client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback());
    send(client, bound, "to the group");
    send(client, other, "to the other");
    PortHarness.await("received", () -> bound.flow.received.size() == 1);
    PortHarness.await("received", () -> other.flow.received.size() == 1);
    Received received = bound.flow.received.element();
    assertThat(received.text()).isEqualTo("to the group");
    assertThat(received.sender()).isEqualTo(client.getLocalAddress());
    assertThat(other.flow.received.element().text()).isEqualTo("to the other");
  }

  @Test
  void ofAGroupWithASourceOnlyTheSourceIsHeard() throws Exception {
    Bound wanted = join(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    Bound unwanted = join(InetAddress.getByAddress(new byte[] {127, 0, 0, 9}));
    DatagramChannel client = client();
    client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback());
    for (int i = 0; i < 3; i++) {
      send(client, unwanted, "nobody wants it");
      send(client, wanted, "wanted");
    }
    PortHarness.await("received", () -> wanted.flow.received.size() == 3);
    inContext(unwanted, () -> {});
    assertThat(unwanted.flow.received).isEmpty();
  }

  private Bound join(@Nullable InetAddress source) throws IOException {
    TestFlow flow = new TestFlow();
    return adopt(
        new Bound(
            harness.port.bind(
                harness.worker(0),
                new InetSocketAddress(GROUP, 0),
                new DatagramOptions(0, 0, new Membership(loopback(), source)),
                flow),
            flow));
  }

  private static NetworkInterface loopback() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  // --- binding and closing

  @Test
  void anAddressInUseIsNamed() throws Exception {
    Bound bound = bind();
    InetSocketAddress address = bound.endpoint.localAddress();
    assertThatThrownBy(() -> bind(harness.worker(0), address, new TestFlow()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(address.getPort()));
  }

  @Test
  void theFlowComesHomeBeforeTheClose() throws Exception {
    Bound bound = bind();
    inContext(bound, bound.endpoint::pause);
    assertThat(harness.port.statistics().pending()).containsEntry(OperationKind.RECEIVE_FROM, 1);
    SendTo late = new SendTo(text("late"), bound.endpoint.localAddress());
    TestOperations.Close close = new TestOperations.Close();
    open.remove(bound);
    inContext(
        bound,
        () -> {
          bound.endpoint.close(close);
          bound.endpoint.sendTo(late);
        });
    assertThat(close.home.awaitStatus()).isEqualTo(OK);
    assertThat(bound.flow.home.isHome()).isTrue();
    assertThat(bound.flow.home.awaitStatus()).isEqualTo(ABORTED);
    assertThat(late.home.isHome()).isTrue();
    assertThat(late.home.awaitStatus()).isEqualTo(ABORTED);
    // The port is free again.
    bind(harness.worker(0), bound.endpoint.localAddress(), new TestFlow());
  }

  @Test
  void closingUnderFireLeavesNothingBehind() throws Exception {
    DatagramChannel client = client();
    for (int round = 0; round < 100; round++) {
      Bound bound = bind(harness.anyWorker());
      for (int i = 0; i < 10; i++) {
        send(client, bound, Integer.toString(i));
      }
      if (round % 3 == 0) {
        inContext(bound, bound.endpoint::pause);
      }
      close(bound);
      assertThat(bound.flow.home.awaitStatus()).isEqualTo(ABORTED);
    }
  }

  @Test
  void aStarvedSocketCanBeClosed() throws Exception {
    harness.close();
    harness = new PortHarness(provider(), FEW_BUFFERS);
    TestFlow flow = new TestFlow();
    Queue<SharedBuffer> held = new ConcurrentLinkedQueue<>();
    flow.keeper = held::add;
    Bound bound = bind(flow, LARGE_BUFFERS);
    DatagramChannel client = client();
    for (int i = 0; i < 40; i++) {
      send(client, bound, "x");
    }
    PortHarness.await("starved", () -> flow.starvations.get() > 0);
    close(bound);
    held.forEach(SharedBuffer::release);
  }

  // --- what the tests are made of

  private record Bound(DatagramEndpoint endpoint, TestFlow flow) {}

  /** A datagram with its bytes as characters. */
  private record Received(String text, InetSocketAddress sender, boolean truncated) {}

  private static final class TestFlow extends DatagramFlow {

    final AwaitedCompletion home = new AwaitedCompletion();
    final Queue<Received> received = new ConcurrentLinkedQueue<>();
    final AtomicInteger starvations = new AtomicInteger();
    volatile Consumer<SharedBuffer> keeper = SharedBuffer::release;
    volatile Runnable whenReceived = () -> {};

    @Override
    protected void received(SharedBuffer buffer, InetSocketAddress sender, boolean truncated) {
      byte[] bytes = new byte[buffer.length()];
      buffer.view().get(bytes);
      keeper.accept(buffer);
      whenReceived.run();
      received.add(new Received(new String(bytes, ISO_8859_1), sender, truncated));
    }

    @Override
    protected void receiveFailed(CompletionStatus status, int nativeCode) {
      throw new AssertionError("a receive failed: status=" + status + ", code=" + nativeCode);
    }

    @Override
    protected void starved() {
      starvations.incrementAndGet();
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      home.arrived(status, bytes, nativeCode);
    }
  }

  /** Owns its buffer. */
  private static final class SendTo extends SendToOperation {

    final AwaitedCompletion home = new AwaitedCompletion();
    private final SharedBuffer buffer;
    private final InetSocketAddress remote;

    SendTo(SharedBuffer buffer, InetSocketAddress remote) {
      this.buffer = buffer;
      this.remote = remote;
    }

    @Override
    public SharedBuffer buffer() {
      return buffer;
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      buffer.release();
      home.arrived(status, bytes, nativeCode);
    }
  }

  private Bound bind() throws IOException {
    return bind(harness.worker(0));
  }

  private Bound bind(PortWorker worker) throws IOException {
    return bind(worker, PortHarness.anyPort(), new TestFlow());
  }

  private Bound bind(PortWorker worker, InetSocketAddress address, TestFlow flow)
      throws IOException {
    return adopt(
        new Bound(harness.port.bind(worker, address, DatagramOptions.DEFAULTS, flow), flow));
  }

  private Bound bind(TestFlow flow, DatagramOptions options) throws IOException {
    return adopt(
        new Bound(
            harness.port.bind(harness.worker(0), PortHarness.anyPort(), options, flow), flow));
  }

  private Bound adopt(Bound bound) {
    open.add(bound);
    return bound;
  }

  private void close(Bound bound) {
    open.remove(bound);
    TestOperations.Close close = new TestOperations.Close();
    inContext(bound, () -> bound.endpoint.close(close));
    assertThat(close.home.awaitStatus()).isEqualTo(OK);
  }

  private void inContext(Bound bound, Runnable task) {
    harness.inContext(bound.endpoint, task);
  }

  private SendTo sendTo(Bound bound, SharedBuffer buffer, InetSocketAddress remote) {
    SendTo operation = new SendTo(buffer, remote);
    inContext(bound, () -> bound.endpoint.sendTo(operation));
    return operation;
  }

  private SharedBuffer text(String text) {
    SharedBuffer buffer = harness.pool.tryAcquire(1);
    buffer.memory().put(0, text.getBytes(US_ASCII));
    buffer.region(0, text.length());
    return buffer;
  }

  private DatagramChannel client() throws IOException {
    DatagramChannel client = DatagramChannel.open(StandardProtocolFamily.INET);
    clients.add(client);
    return client.bind(PortHarness.anyPort());
  }

  private static void send(DatagramChannel client, Bound bound, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    client.send(bytes, bound.endpoint.localAddress());
  }
}
