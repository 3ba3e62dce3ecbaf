package io.iocp.completion;

import static io.iocp.completion.CompletionStatus.ABORTED;
import static io.iocp.completion.CompletionStatus.END_OF_STREAM;
import static io.iocp.completion.CompletionStatus.OK;
import static io.iocp.completion.CompletionStatus.REFUSED;
import static io.iocp.completion.CompletionStatus.RESET;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortHarness.Pair;
import io.iocp.completion.PortHarness.Settings;
import io.iocp.completion.PortHarness.TestListener;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every engine must do. Each engine has a small subclass that names its provider.
 *
 * <p>After each test all operations must be at home and all buffers back in the pool, see {@link
 * PortHarness#close}.
 */
@Timeout(180)
public abstract class CompletionPortContract {

  private static final SocketOptions SMALL_SOCKET_BUFFERS =
      new SocketOptions(64, 16 << 10, 16 << 10, true);
  private static final int SMALL_BYTES = 16 << 10;
  private static final String RESETS =
      "(Connection reset|Broken pipe|.*not connected|.*forcibly closed|.*aborted).*";

  private PortHarness harness;

  /** The engine under test. */
  protected abstract PortProvider provider();

  /** A blocking client that is not connected, in the network of the engine. */
  protected SocketChannel newClient() throws IOException {
    return SocketChannel.open();
  }

  /** Whether the clients of these tests are always told of a reset, not of an end of stream. */
  protected boolean clientsSeeResets() {
    return true;
  }

  /** Workers of the port, where a test does not say how many itself. */
  protected int workers() {
    return Settings.DEFAULTS.workers();
  }

  /** How many connections are thousands. */
  protected int idleConnections() {
    return 3_000;
  }

  /** Buffers that each idle connection owns; 0 but for an engine that was told otherwise. */
  protected int buffersOfAnIdleConnection() {
    return 0;
  }

  @BeforeEach
  void openPort() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    harness =
        new PortHarness(provider(), Settings.DEFAULTS.withWorkers(workers()), this::newClient);
  }

  @AfterEach
  void everythingIsBackHome() {
    if (harness != null) {
      harness.close();
    }
  }

  private void reopenPort(Settings settings) {
    harness.close();
    harness = new PortHarness(provider(), settings, this::newClient);
  }

  // --- sending and receiving

  @Test
  void whatIsEchoedComesBackInOrder() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    List<EchoConnection> echoes = new ArrayList<>();
    try (Tasks tasks = new Tasks()) {
      for (int i = 0; i < 8; i++) {
        Pair pair = harness.connect(listener);
        echoes.add(echo(pair.channel()));
        Pattern pattern = new Pattern(i);
        Random random = new Random(i);
        tasks.start(
            () -> {
              write(pair.client(), pattern, 0, 1 << 20, random);
              pair.client().shutdownOutput();
            });
        tasks.start(() -> readToEnd(pair.client(), pattern, 0, 1 << 20));
      }
    }
    for (EchoConnection echo : echoes) {
      assertThat(echo.closed.home.awaitStatus()).isEqualTo(OK);
      assertThat(echo.flow.home.awaitStatus()).isEqualTo(END_OF_STREAM);
    }
  }

  @Test
  void largeGatherSendsArriveCompleteThroughSmallSocketBuffers() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    Pattern pattern = new Pattern(1);
    int bufferBytes = 64 << 10;
    int buffers = 2 * SendOperation.MAXIMUM_BUFFERS;
    TestSender sender = new TestSender(pair.channel(), () -> {});
    harness.inContext(
        pair.channel(),
        () -> {
          for (int i = 0; i < buffers; i++) {
            sender.offer(harness.filled(pattern, (long) i * bufferBytes, bufferBytes));
          }
          sender.finish();
        });
    read(pair.client(), pattern, 0, (long) buffers * bufferBytes);
    assertThat(sender.home.await())
        .isEqualTo(new AwaitedCompletion.Outcome(OK, (long) buffers * bufferBytes, 0));
  }

  @Test
  void theKernelTakesLittleOfWhatThePeerDoesNotRead() throws Exception {
    theKernelTakesLittle(64 << 10, 0);
  }

  @Test
  void theKernelTakesLessOfAChannelThatIsToldSo() throws Exception {
    theKernelTakesLittle(1 << 20, 64 << 10);
  }

  @Test
  void theKernelTakesVeryLittleOfAChannelThatIsToldSo() throws Exception {
    theKernelTakesLittle(64 << 10, 8 << 10);
  }

  /**
   * @param configured the limit of all channels
   * @param own that of this one, set later; 0 for none
   */
  private void theKernelTakesLittle(int configured, int own) throws Exception {
    int limit = own == 0 ? configured : own;
    SocketOptions options = new SocketOptions(16, 0, 0, true, KeepAlive.OFF, configured);
    Pair pair = harness.connect(harness.listen(options), SMALL_BYTES);
    StreamChannel channel = pair.channel();
    if (own > 0) {
      CompletableFuture<Boolean> limited = new CompletableFuture<>();
      harness.inContext(channel, () -> limited.complete(channel.limitUnsent(own)));
      assertThat(limited.get(Patience.SECONDS, TimeUnit.SECONDS))
          .as("where it is known, it can be set")
          .isEqualTo(channel.unsentBytes() != StreamChannel.UNSENT_UNKNOWN);
    }
    // Windows does not say: there all that can be seen is that everything arrives.
    boolean known = channel.unsentBytes() != StreamChannel.UNSENT_UNKNOWN;
    Assumptions.assumeTrue(
        known || !System.getProperty("os.name").equals("Linux"), "no descriptor to ask");
    Pattern pattern = new Pattern(21);
    int bufferBytes = 64 << 10;
    int buffers = SendOperation.MAXIMUM_BUFFERS;
    TestSender sender = new TestSender(channel, () -> {});
    harness.inContext(
        channel,
        () -> {
          for (int i = 0; i < buffers; i++) {
            sender.offer(harness.filled(pattern, (long) i * bufferBytes, bufferBytes));
          }
          sender.finish();
        });
    if (known) {
      // It takes in pieces, of 64 KiB at most. Without a limit there would soon be far more.
      int most = limit < StreamChannel.PIECE_BYTES ? limit + limit / 2 : 2 * limit;
      Patience.await("the kernel has taken what it takes")
          .during(Duration.ofMillis(200))
          .until(channel::unsentBytes, unsent -> unsent >= limit / 2 && unsent <= most);
    }
    read(pair.client(), pattern, 0, (long) buffers * bufferBytes);
    assertThat(sender.home.awaitStatus()).isEqualTo(OK);
    if (known) {
      PortHarness.await("everything is sent", () -> channel.unsentBytes() == 0);
    }
  }

  @Test
  void aSendTakesExactlyTheRegionsFromTheOffsetOn() throws Exception {
    Pair pair = harness.pair();
    SharedBuffer first = text("..hello..");
    first.region(2, 7);
    SharedBuffer second = text("____, world");
    second.region(4, 11);
    TestOperations.Send send = send(pair.channel(), List.of(first, second), 1);
    assertThat(send.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 11, 0));
    assertThat(new String(readExactly(pair.client(), 11), US_ASCII)).isEqualTo("ello, world");
  }

  @Test
  void oneBufferCanBeSentByChannelsOfAllWorkersAtOnce() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    Pattern pattern = new Pattern(3);
    int viewers = 16;
    SharedBuffer shared = harness.filled(pattern, 0, 60_000);
    shared.retain(viewers - 1);
    List<Pair> pairs = new ArrayList<>();
    List<TestSender> senders = new ArrayList<>();
    for (int i = 0; i < viewers; i++) {
      Pair pair = harness.connect(listener);
      pairs.add(pair);
      TestSender sender = new TestSender(pair.channel(), () -> {});
      senders.add(sender);
      assertThat(
              pair.channel()
                  .execute(
                      Packet.of(
                          () -> {
                            sender.offer(shared);
                            sender.finish();
                          })))
          .isTrue();
    }
    for (Pair pair : pairs) {
      read(pair.client(), pattern, 0, 60_000);
    }
    for (TestSender sender : senders) {
      assertThat(sender.home.awaitStatus()).isEqualTo(OK);
    }
  }

  /**
   * Each completion starts the next send, which most often is done at once. Were it home from
   * within that call, the first one would find itself inside of another. Were it home from within
   * whatever follows a completion, each would be at least a frame deeper than the one before.
   */
  @Test
  void completionsNeverRecurse() throws Exception {
    Pair pair = harness.pair();
    int rounds = 1_000;
    AtomicLong deepestFrames = new AtomicLong();
    byte[] oneByte = {42};
    AtomicInteger sent = new AtomicInteger();
    AwaitedCompletion done = new AwaitedCompletion();
    SharedBuffer buffer = harness.pool.tryAcquire(1);
    buffer.memory().put(0, oneByte);
    buffer.region(0, 1);
    SendOperation chain =
        new SendOperation() {
          private boolean inside;

          @Override
          public int count() {
            return 1;
          }

          @Override
          public SharedBuffer buffer(int index) {
            return buffer;
          }

          @Override
          public int firstBufferOffset() {
            return 0;
          }

          @Override
          protected void completed(CompletionStatus status, long bytes, int nativeCode) {
            assertThat(inside).as("already inside of a completion").isFalse();
            inside = true;
            deepestFrames.accumulateAndGet(
                StackWalker.getInstance().walk(Stream::count), Math::max);
            if (status == OK && sent.incrementAndGet() < rounds) {
              pair.channel().send(this);
            } else {
              done.arrived(status, bytes, nativeCode);
            }
            inside = false;
          }
        };
    harness.inContext(pair.channel(), () -> pair.channel().send(chain));
    readExactly(pair.client(), rounds);
    assertThat(done.awaitStatus()).isEqualTo(OK);
    assertThat(deepestFrames).as("frames of the deepest stack").hasValueLessThan(rounds / 2);
    buffer.release();
  }

  @Test
  void aReceiverThatStopsHoldsUpNobodyElse() throws Exception {
    reopenPort(Settings.DEFAULTS.withWorkers(1));
    TestListener listener = harness.listen(SMALL_SOCKET_BUFFERS);
    Pair slow = harness.connect(listener, SMALL_BYTES);
    Pair quick = harness.connect(listener);
    Pattern pattern = new Pattern(5);
    TestSender sender = startBlockedSend(slow, pattern);

    echo(quick.channel());
    for (int i = 0; i < 200; i++) {
      write(quick.client(), pattern, i, 1, new Random(i));
      read(quick.client(), pattern, i, 1);
    }

    PortHarness.await(
        "only the stuck send is left",
        () -> harness.port.statistics().pending().get(OperationKind.SEND) == 1);
    assertThat(sender.home.isHome()).isFalse();
    read(slow.client(), pattern, 0, BLOCKED_SEND_BYTES);
    assertThat(sender.home.awaitStatus()).isEqualTo(OK);
  }

  @Test
  void afterThePeersFinTheChannelStillSends() throws Exception {
    Pair pair = harness.pair();
    Pattern pattern = new Pattern(6);
    Pattern.Checker checker = pattern.checker();
    TestOperations.Receive flow = receive(pair.channel(), TestOperations.Receive.into(checker));
    write(pair.client(), pattern, 0, 100_000, new Random(6));
    pair.client().shutdownOutput();
    assertThat(flow.home.await()).isEqualTo(new AwaitedCompletion.Outcome(END_OF_STREAM, 0, 0));
    assertThat(checker.position()).isEqualTo(100_000);

    TestOperations.Send send = send(pair.channel(), List.of(harness.filled(pattern, 0, 10_000)), 0);
    assertThat(send.home.awaitStatus()).isEqualTo(OK);
    read(pair.client(), pattern, 0, 10_000);
    assertThat(harness.close(pair.channel(), CloseMode.ORDERLY).status()).isEqualTo(OK);
    assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void afterShutdownOfSendingTheChannelStillReceives() throws Exception {
    Pair pair = harness.pair();
    Pattern pattern = new Pattern(7);
    Pattern.Checker checker = pattern.checker();
    TestOperations.Receive flow = receive(pair.channel(), TestOperations.Receive.into(checker));
    TestOperations.Send send = send(pair.channel(), List.of(harness.filled(pattern, 0, 10_000)), 0);
    assertThat(send.home.awaitStatus()).isEqualTo(OK);
    harness.inContext(pair.channel(), pair.channel()::shutdownSending);
    readToEnd(pair.client(), pattern, 0, 10_000);

    write(pair.client(), pattern, 0, 1_000_000, new Random(7));
    PortHarness.await("everything received", () -> checker.position() == 1_000_000);
    assertThat(flow.home.isHome()).isFalse();
    pair.client().shutdownOutput();
    assertThat(flow.home.awaitStatus()).isEqualTo(END_OF_STREAM);
  }

  // --- pausing

  @Test
  void aPausedFlowHoldsThePeerBackAndLosesNothing() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS));
    pair.client().setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BYTES);
    Pattern pattern = new Pattern(8);
    Pattern.Checker checker = pattern.checker();
    TestOperations.Receive flow = receive(pair.channel(), TestOperations.Receive.into(checker));
    harness.inContext(pair.channel(), pair.channel()::pause);
    harness.inContext(pair.channel(), pair.channel()::pause);
    long total = 16L << 20;
    try (Tasks tasks = new Tasks()) {
      AtomicLong written = new AtomicLong();
      tasks.start(() -> writeCounted(pair.client(), pattern, total, written));
      PortHarness.await("the client is stuck", stuck(written));
      assertThat(checker.position()).isLessThan(total);
      long before = checker.position();
      assertThat(flow.home.isHome()).isFalse();

      harness.inContext(pair.channel(), pair.channel()::resume);
      harness.inContext(pair.channel(), pair.channel()::resume);
      PortHarness.await("everything received", () -> checker.position() == total);
      assertThat(before).isLessThan(total);
    }
  }

  @Test
  void pausingAndResumingAtRandomKeepsTheOrder() throws Exception {
    Pair pair = harness.pair();
    StreamChannel channel = pair.channel();
    Pattern pattern = new Pattern(9);
    Pattern.Checker checker = pattern.checker();
    Random random = new Random(9);
    TestOperations.Receive flow =
        receive(
            channel,
            new TestOperations.Receive(
                buffer -> {
                  checker.accept(buffer.view());
                  buffer.release();
                  if (random.nextInt(4) == 0) {
                    channel.pause();
                    if (random.nextBoolean()) {
                      channel.resume();
                    } else {
                      assertThat(channel.worker().post(resumeInContext(channel))).isTrue();
                    }
                  }
                }));
    write(pair.client(), pattern, 0, 8 << 20, new Random(10));
    pair.client().shutdownOutput();
    assertThat(flow.home.awaitStatus()).isEqualTo(END_OF_STREAM);
    assertThat(checker.position()).isEqualTo(8 << 20);
  }

  /** The worker's context need not be the channel's. */
  private static Packet resumeInContext(StreamChannel channel) {
    return Packet.of(() -> channel.execute(Packet.of(channel::resume)));
  }

  // --- buffers

  @Test
  void anExhaustedPoolDelaysButLosesNothing() throws Exception {
    reopenPort(
        new Settings(1, new BufferPoolOptions(64 << 10, 64 << 10, List.of(4 << 10)), 4 << 10, 4));
    Pair pair = harness.pair();
    Pattern pattern = new Pattern(11);
    Pattern.Checker checker = pattern.checker();
    Queue<SharedBuffer> held = new ConcurrentLinkedQueue<>();
    AtomicBoolean holding = new AtomicBoolean(true);
    TestOperations.Receive flow =
        receive(
            pair.channel(),
            new TestOperations.Receive(
                buffer -> {
                  checker.accept(buffer.view());
                  if (holding.get()) {
                    held.add(buffer);
                  } else {
                    buffer.release();
                  }
                }));
    try (Tasks tasks = new Tasks()) {
      tasks.start(() -> write(pair.client(), pattern, 0, 1 << 20, new Random(11)));
      PortHarness.await("the flow is starved", () -> flow.starvations.get() > 0);
      assertThat(checker.position()).isLessThan(1 << 20);
      assertThat(harness.port.statistics().starvations()).isPositive();

      holding.set(false);
      held.forEach(SharedBuffer::release);
      PortHarness.await("everything received", () -> checker.position() == 1 << 20);
    }
    assertThat(flow.home.isHome()).isFalse();
  }

  @Test
  void starvedChannelsAllGoOnWhenBuffersComeBackOneByOne() throws Exception {
    reopenPort(
        new Settings(2, new BufferPoolOptions(64 << 10, 64 << 10, List.of(4 << 10)), 4 << 10, 2));
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    int count = 40;
    Queue<SharedBuffer> held = new ConcurrentLinkedQueue<>();
    List<Pattern.Checker> checkers = new ArrayList<>();
    List<TestOperations.Receive> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pair pair = harness.connect(listener);
      Pattern pattern = new Pattern(i);
      Pattern.Checker checker = pattern.checker();
      checkers.add(checker);
      flows.add(
          receive(
              pair.channel(),
              new TestOperations.Receive(
                  buffer -> {
                    checker.accept(buffer.view());
                    held.add(buffer);
                  })));
      write(pair.client(), pattern, 0, 1000, new Random(i));
    }
    PortHarness.await(
        "somebody is starved", () -> flows.stream().anyMatch(flow -> flow.starvations.get() > 0));
    PortHarness.await(
        "everything received",
        () -> {
          SharedBuffer oldest = held.poll();
          if (oldest != null) {
            oldest.release();
          }
          return checkers.stream().allMatch(checker -> checker.position() == 1000);
        });
    held.forEach(SharedBuffer::release);
  }

  // --- resets

  @Test
  void aResetByThePeerEndsTheReceiveFlow() throws Exception {
    Pair pair = harness.pair();
    TestOperations.Receive flow =
        receive(pair.channel(), TestOperations.Receive.into(new Pattern(0).checker()));
    reset(pair.client());
    assertThat(flow.home.awaitStatus()).isEqualTo(RESET);

    TestOperations.Send send = send(pair.channel(), List.of(text("too late")), 0);
    assertThat(send.home.awaitStatus()).isEqualTo(RESET);
  }

  @Test
  void aResetByThePeerEndsASendInFlight() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    TestSender sender = startBlockedSend(pair, new Pattern(0));
    reset(pair.client());
    assertThat(sender.home.awaitStatus()).isEqualTo(RESET);
  }

  @Test
  void aResetEndsReceiveFlowAndSendAlike() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    TestOperations.Receive flow =
        receive(pair.channel(), TestOperations.Receive.into(new Pattern(0).checker()));
    TestSender sender = startBlockedSend(pair, new Pattern(0));
    reset(pair.client());
    assertThat(sender.home.awaitStatus()).isEqualTo(RESET);
    assertThat(flow.home.awaitStatus()).isEqualTo(RESET);
  }

  // --- closing and cancelling

  @Test
  void anOrderlyCloseDeliversWhatWasSent() throws Exception {
    Pair pair = harness.pair();
    Pattern pattern = new Pattern(12);
    TestOperations.Send send = send(pair.channel(), List.of(harness.filled(pattern, 0, 50_000)), 0);
    assertThat(send.home.await().bytes()).isEqualTo(50_000);
    assertThat(harness.close(pair.channel(), CloseMode.ORDERLY).status()).isEqualTo(OK);
    readToEnd(pair.client(), pattern, 0, 50_000);
  }

  @Test
  void anAbortiveCloseResetsThePeer() throws Exception {
    Pair pair = harness.pair();
    assertThat(harness.close(pair.channel(), CloseMode.ABORTIVE).status()).isEqualTo(OK);
    assertWasReset(pair.client());
  }

  @Test
  void closeBringsEverythingElseHomeFirst() throws Exception {
    for (CloseMode mode : CloseMode.values()) {
      Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
      StreamChannel channel = pair.channel();
      Queue<String> order = new ConcurrentLinkedQueue<>();
      TestOperations.Receive flow =
          receive(
              channel,
              new TestOperations.Receive(SharedBuffer::release, () -> order.add("receive")));
      TestSender sender = startBlockedSend(pair, new Pattern(0), () -> order.add("send"));
      TestOperations.Close close = new TestOperations.Close(() -> order.add("close"));
      harness.forget(channel);
      harness.inContext(channel, () -> channel.close(mode, close));

      assertThat(close.home.awaitStatus()).isEqualTo(OK);
      assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
      assertThat(sender.home.awaitStatus()).isEqualTo(ABORTED);
      assertThat(order).hasSize(3).endsWith("close");
    }
  }

  @Test
  void closeFindsASendThatIsJustBeingTriedAgain() throws Exception {
    // The peer's system takes the first bytes at once, so that the socket is full and writable
    // again while the send is still being submitted; and then nobody reads.
    TestListener listener = harness.listen(SMALL_SOCKET_BUFFERS);
    for (int i = 0; i < 20; i++) {
      Pair pair = harness.connect(listener);
      StreamChannel channel = pair.channel();
      TestOperations.Receive flow =
          receive(channel, new TestOperations.Receive(SharedBuffer::release, () -> {}));
      List<SharedBuffer> buffers = new ArrayList<>();
      for (int number = 0; number < SendOperation.MAXIMUM_BUFFERS; number++) {
        buffers.add(harness.filled(new Pattern(0), number * (64L << 10), 64 << 10));
      }
      TestOperations.Send send = new TestOperations.Send(buffers, 0, () -> {});
      TestOperations.Close close = new TestOperations.Close();
      harness.forget(channel);
      harness.inContext(
          channel,
          () -> {
            channel.send(send);
            channel.close(CloseMode.ABORTIVE, close);
          });
      assertThat(close.home.awaitStatus()).isEqualTo(OK);
      assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
      assertThat(send.home.isHome()).isTrue();
    }
  }

  @Test
  void closeBringsAPausedFlowHome() throws Exception {
    Pair pair = harness.pair();
    TestOperations.Receive flow =
        receive(pair.channel(), TestOperations.Receive.into(new Pattern(0).checker()));
    harness.inContext(pair.channel(), pair.channel()::pause);
    assertThat(harness.close(pair.channel(), CloseMode.ORDERLY).status()).isEqualTo(OK);
    assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
  }

  @Test
  void aChannelMayBeClosedFromItsOwnReceive() throws Exception {
    Pair pair = harness.pair();
    StreamChannel channel = pair.channel();
    TestOperations.Close close = new TestOperations.Close();
    AtomicInteger pieces = new AtomicInteger();
    TestOperations.Receive flow =
        receive(
            channel,
            new TestOperations.Receive(
                buffer -> {
                  buffer.release();
                  if (pieces.incrementAndGet() == 1) {
                    harness.forget(channel);
                    channel.close(CloseMode.ABORTIVE, close);
                  }
                }));
    write(pair.client(), new Pattern(0), 0, 1000, new Random(0));
    assertThat(close.home.awaitStatus()).isEqualTo(OK);
    assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
  }

  @Test
  void whatIsStartedOnAClosingChannelComesHomeAborted() throws Exception {
    Pair pair = harness.pair();
    StreamChannel channel = pair.channel();
    Queue<String> order = new ConcurrentLinkedQueue<>();
    TestOperations.Close close = new TestOperations.Close(() -> order.add("close"));
    TestOperations.Receive flow =
        new TestOperations.Receive(SharedBuffer::release, () -> order.add("receive"));
    TestOperations.Send send =
        new TestOperations.Send(List.of(text("too late")), 0, () -> order.add("send"));
    harness.forget(channel);
    harness.inContext(
        channel,
        () -> {
          channel.close(CloseMode.ORDERLY, close);
          channel.receive(flow);
          channel.send(send);
        });
    assertThat(close.home.awaitStatus()).isEqualTo(OK);
    assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
    assertThat(send.home.awaitStatus()).isEqualTo(ABORTED);
    assertThat(order).hasSize(3).endsWith("close");
  }

  @Test
  void cancelBringsReceiveAndSendHomeButKeepsTheConnection() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    StreamChannel channel = pair.channel();
    Pattern pattern = new Pattern(13);
    TestOperations.Receive flow =
        receive(channel, TestOperations.Receive.into(new Pattern(0).checker()));
    TestSender sender = startBlockedSend(pair, pattern);
    harness.inContext(channel, channel::cancel);
    assertThat(flow.home.awaitStatus()).isEqualTo(ABORTED);
    assertThat(sender.home.awaitStatus()).isEqualTo(ABORTED);

    long taken = sender.takenBytes.get();
    try (Tasks tasks = new Tasks()) {
      tasks.start(() -> readToEnd(pair.client(), pattern, 0, taken + 1000));
      TestSender next = new TestSender(channel, channel::shutdownSending);
      harness.inContext(
          channel,
          () -> {
            next.offer(harness.filled(pattern, taken, 1000));
            next.finish();
          });
      assertThat(next.home.awaitStatus()).isEqualTo(OK);
    }
  }

  @Test
  void whateverRacesWithCancelOrCloseEachOperationComesHomeOnce() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    Random random = new Random(20_261_120);
    CyclicBarrier start = new CyclicBarrier(2);
    Pattern pattern = new Pattern(14);
    int rounds = 2_000;
    AtomicReference<SocketChannel> opponent = new AtomicReference<>();
    AtomicInteger opponentsMove = new AtomicInteger();
    AtomicInteger opponentsDelay = new AtomicInteger();
    try (Tasks tasks = new Tasks()) {
      tasks.start(
          () -> {
            for (int i = 0; i < rounds; i++) {
              start.await(Patience.SECONDS, SECONDS);
              spin(opponentsDelay.get());
              SocketChannel client = opponent.get();
              try {
                switch (opponentsMove.get()) {
                  case 0 -> client.write(ByteBuffer.wrap(pattern.bytes(0, 100)));
                  case 1 -> client.shutdownOutput();
                  default -> reset(client);
                }
              } catch (IOException e) {
                assertThat(e).as("too late: the channel has reset it").hasMessageMatching(RESETS);
              }
              start.await(Patience.SECONDS, SECONDS);
            }
          });
      for (int i = 0; i < rounds; i++) {
        Pair pair = harness.connect(listener);
        StreamChannel channel = pair.channel();
        Pattern.Checker checker = pattern.checker();
        TestOperations.Receive flow = receive(channel, TestOperations.Receive.into(checker));
        opponent.set(pair.client());
        opponentsMove.set(random.nextInt(3));
        opponentsDelay.set(random.nextInt(2_000));
        int ownDelay = random.nextInt(2_000);
        boolean cancelFirst = random.nextBoolean();
        TestOperations.Close close = new TestOperations.Close();
        TestOperations.Send send = new TestOperations.Send(List.of(text("hello")), 0, () -> {});
        harness.forget(channel);
        start.await(Patience.SECONDS, SECONDS);
        spin(ownDelay);
        harness.inContext(
            channel,
            () -> {
              channel.send(send);
              if (cancelFirst) {
                channel.cancel();
              }
              channel.close(CloseMode.ABORTIVE, close);
            });
        assertThat(close.home.awaitStatus()).isEqualTo(OK);
        assertThat(flow.home.isHome()).isTrue();
        assertThat(flow.home.awaitStatus()).isIn(ABORTED, END_OF_STREAM, RESET);
        assertThat(send.home.isHome()).isTrue();
        assertThat(send.home.awaitStatus()).isIn(OK, ABORTED, RESET);
        start.await(Patience.SECONDS, SECONDS);
        pair.client().close();
      }
    }
  }

  // --- connecting

  @Test
  void anOutboundConnectionIsAChannelLikeAnyOther() throws Exception {
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS,
            socket ->
                socket.open(harness.anyWorker(), channel -> new EchoConnection(channel).start()));
    for (PortWorker worker : harness.port.workers()) {
      TestOperations.Connect connect = connect(worker, listener.address());
      assertThat(connect.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 0, 0));
      StreamChannel channel = connect.channel();
      harness.adopt(channel);
      assertThat(channel.worker()).isSameAs(worker);
      assertThat(channel.remoteAddress()).isEqualTo(listener.address());
      assertThat(channel.localAddress().getPort()).isPositive();

      Pattern pattern = new Pattern(15);
      Pattern.Checker checker = pattern.checker();
      TestOperations.Receive flow = receive(channel, TestOperations.Receive.into(checker));
      TestSender sender = new TestSender(channel, channel::shutdownSending);
      harness.inContext(
          channel,
          () -> {
            for (int i = 0; i < 20; i++) {
              sender.offer(harness.filled(pattern, i * 50_000L, 50_000));
            }
            sender.finish();
          });
      assertThat(flow.home.awaitStatus()).isEqualTo(END_OF_STREAM);
      assertThat(checker.position()).isEqualTo(1_000_000);
      harness.forget(channel);
      assertThat(harness.close(channel, CloseMode.ORDERLY).status()).isEqualTo(OK);
    }
    PortHarness.await(
        "only the listener is left", () -> harness.port.statistics().pendingTotal() == 1);
  }

  @Test
  void aConnectToNobodyIsRefused() throws Exception {
    TestOperations.Connect connect = connect(harness.worker(0), refusingAddress());
    assertThat(connect.home.awaitStatus()).isEqualTo(REFUSED);
  }

  @Test
  void aCancelledConnectComesHomeAborted() throws Exception {
    withSilentAddress(
        address -> {
          TestOperations.Connect connect = new TestOperations.Connect();
          AtomicReference<CompletionPort.PendingConnect> pending = new AtomicReference<>();
          PortWorker worker = harness.worker(0);
          harness.onWorker(
              worker,
              () ->
                  pending.set(
                      harness.port.connect(worker, address, SocketOptions.DEFAULTS, connect)));
          harness.onWorker(worker, () -> {});
          assertThat(connect.home.isHome()).isFalse();
          assertThat(harness.port.statistics().pending()).containsEntry(OperationKind.CONNECT, 1);
          harness.onWorker(worker, () -> pending.get().cancel());
          assertThat(connect.home.awaitStatus()).isEqualTo(ABORTED);
        });
  }

  /** What is tried with an address that does not answer. */
  @FunctionalInterface
  protected interface SilenceTest {
    void run(InetSocketAddress address) throws Exception;
  }

  /** Runs the test with an address in the engine's network that does not answer. */
  protected void withSilentAddress(SilenceTest test) throws Exception {
    // A listener whose queue is full: further connects get no answer.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) full.getLocalSocketAddress();
      List<SocketChannel> fillers = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          SocketChannel filler = SocketChannel.open();
          fillers.add(filler);
          filler.configureBlocking(false);
          filler.connect(address);
        }
        test.run(address);
      } finally {
        for (SocketChannel filler : fillers) {
          filler.close();
        }
      }
    }
  }

  @Test
  void aConnectCancelledAtOnceLeavesNoChannel() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS,
            socket -> {
              socket.reject();
              ended.incrementAndGet();
            });
    PortWorker worker = harness.worker(0);
    for (int i = 0; i < 200; i++) {
      TestOperations.Connect connect = new TestOperations.Connect();
      harness.onWorker(
          worker,
          () -> {
            CompletionPort.PendingConnect pending =
                harness.port.connect(worker, listener.address(), SocketOptions.DEFAULTS, connect);
            pending.cancel();
            pending.cancel();
          });
      assertThat(connect.home.awaitStatus()).isEqualTo(ABORTED);
    }
  }

  @Test
  void cancellingAFinishedConnectChangesNothing() throws Exception {
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS, socket -> socket.open(harness.worker(0), harness::adopt));
    PortWorker worker = harness.worker(0);
    TestOperations.Connect connect = new TestOperations.Connect();
    AtomicReference<CompletionPort.PendingConnect> pending = new AtomicReference<>();
    harness.onWorker(
        worker,
        () ->
            pending.set(
                harness.port.connect(worker, listener.address(), SocketOptions.DEFAULTS, connect)));
    assertThat(connect.home.awaitStatus()).isEqualTo(OK);
    harness.adopt(connect.channel());
    harness.onWorker(worker, () -> pending.get().cancel());
    TestOperations.Send send = send(connect.channel(), List.of(text("still here")), 0);
    assertThat(send.home.awaitStatus()).isEqualTo(OK);
  }

  // --- accepting

  @Test
  void aStormOfConnectionsIsAcceptedToTheLast() throws Exception {
    int storm = 2_000;
    int stormers = 4;
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger rejected = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    Queue<AcceptedSocket> laterOpened = new ConcurrentLinkedQueue<>();
    AcceptedSocket.ChannelOpened closeAtOnce =
        channel -> {
          opened.incrementAndGet();
          channel.close(CloseMode.ABORTIVE, new TestOperations.Close(closed::incrementAndGet));
        };
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS,
            socket -> {
              int number = accepted.getAndIncrement();
              switch (number % 3) {
                case 0 -> {
                  socket.reject();
                  rejected.incrementAndGet();
                }
                case 1 -> socket.open(harness.anyWorker(), closeAtOnce);
                default -> laterOpened.add(socket);
              }
            });
    AtomicInteger ended = new AtomicInteger();
    try (Tasks tasks = new Tasks()) {
      for (int i = 0; i < stormers; i++) {
        tasks.start(
            () -> {
              for (int j = 0; j < storm / stormers; j++) {
                connectAndBeReset(listener.address());
                ended.incrementAndGet();
              }
            });
      }
      PortHarness.await(
          "all are accepted and ended",
          () -> {
            AcceptedSocket waiting = laterOpened.poll();
            while (waiting != null) {
              waiting.open(harness.anyWorker(), closeAtOnce);
              waiting = laterOpened.poll();
            }
            return ended.get() == storm;
          });
    }
    PortHarness.await("all channels are closed", () -> closed.get() == opened.get());
    assertThat(accepted).hasValue(storm);
    assertThat(rejected.get() + opened.get()).isEqualTo(storm);
    assertThat(listener.flow().failures).hasValue(0);
  }

  @Test
  void wantOfDescriptorsDelaysAcceptsButDoesNotEndTheListener() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    // Classes are files too: have all loaded that is needed later.
    harness.connect(listener);
    assertThat(connect(harness.worker(0), refusingAddress()).home.awaitStatus()).isEqualTo(REFUSED);
    AtomicInteger failures = listener.flow().failures;
    try (SocketChannel late = newClient()) {
      long deadlineNanos = NanoClock.system().nanoTime() + SECONDS.toNanos(5);
      List<FileChannel> files = new ArrayList<>();
      try {
        takeAllDescriptors(files);
        late.connect(listener.address());
        // An engine with descriptors of its own accepts all the same.
        while (failures.get() < 2
            && !harness.hasArrived(late)
            && NanoClock.system().nanoTime() < deadlineNanos) {
          Thread.onSpinWait();
        }
      } finally {
        for (FileChannel file : files) {
          file.close();
        }
      }
      PortHarness.await("accepted in the end", () -> harness.hasArrived(late));
      assertThat(listener.flow().home.isHome()).isFalse();
    }
  }

  private static void takeAllDescriptors(List<FileChannel> files) {
    int enough = 100_000;
    try {
      while (files.size() < enough) {
        files.add(FileChannel.open(Path.of("/dev/null")));
      }
    } catch (IOException e) {
      return; // none left, as intended
    }
    Assumptions.abort("more than " + enough + " descriptors a process");
  }

  @Test
  void thousandsOfIdleConnectionsOwnNoBuffer() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    // A round trip on each worker: engines that keep buffers ready have them by then.
    for (PortWorker worker : harness.port.workers()) {
      harness.onWorker(worker, () -> {});
    }
    long baseline = harness.pool.statistics().used();
    int count = idleConnections();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pair pair = harness.connect(listener);
      pairs.add(pair);
      harness.forget(pair.channel());
      echo(pair.channel());
    }
    for (int i = 0; i < count; i++) {
      write(pairs.get(i).client(), new Pattern(i), 0, 700, new Random(i));
    }
    for (int i = 0; i < count; i++) {
      read(pairs.get(i).client(), new Pattern(i), 0, 700);
    }
    PortHarness.await(
        "the pool is where it was",
        () ->
            harness.pool.statistics().used()
                <= baseline + (long) count * buffersOfAnIdleConnection());
    assertThat(harness.port.statistics().pending())
        .containsEntry(OperationKind.RECEIVE, count)
        .containsEntry(OperationKind.SEND, 0)
        .containsEntry(OperationKind.ACCEPT, 1);
    for (Pair pair : pairs) {
      reset(pair.client());
    }
    PortHarness.await(
        "only the listener is left", () -> harness.port.statistics().pendingTotal() == 1);
  }

  @Test
  void anAcceptedSocketKnowsItsPeerAndItsOptions() throws Exception {
    Queue<InetSocketAddress> peers = new ConcurrentLinkedQueue<>();
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS,
            socket -> {
              peers.add(socket.remoteAddress());
              socket.open(harness.anyWorker(), harness::adopt);
            });
    SocketChannel client = harness.client(listener, 0);
    PortHarness.await("accepted", () -> !peers.isEmpty());
    assertThat(peers).containsExactly((InetSocketAddress) client.getLocalAddress());
  }

  @Test
  void openingOnTheCurrentWorkerCallsBackAtOnce() throws Exception {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    TestListener listener =
        harness.listen(
            SocketOptions.DEFAULTS,
            socket -> {
              socket.open(
                  harness.worker(0),
                  channel -> {
                    harness.adopt(channel);
                    order.add("opened");
                  });
              order.add("returned");
            });
    harness.client(listener, 0);
    PortHarness.await("opened", () -> order.size() == 2);
    assertThat(order).containsExactly("opened", "returned");
  }

  @Test
  void aListenerBindsAnyFreePortAndSaysWhich() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    assertThat(listener.address().getPort()).isPositive();
    assertThat(listener.address().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
  }

  @Test
  void anAddressInUseIsNamed() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    TestOperations.Accept flow = new TestOperations.Accept(AcceptedSocket::reject);
    assertThatThrownBy(
            () ->
                harness.port.listen(
                    harness.worker(0), listener.address(), SocketOptions.DEFAULTS, flow))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(listener.address().getPort()))
        .hasMessageContaining("in use");
    assertThat(flow.inFlight()).isFalse();
  }

  @Test
  void aClosedListenerRefusesButKeepsWhatItAccepted() throws Exception {
    TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    Pair pair = harness.connect(listener);
    echo(pair.channel());
    harness.forget(pair.channel());
    assertThat(harness.close(listener).status()).isEqualTo(OK);
    assertThat(listener.flow().home.isHome()).as("the accept flow completed first").isTrue();
    assertThat(listener.flow().home.awaitStatus()).isEqualTo(ABORTED);
    try (SocketChannel late = newClient()) {
      assertThatThrownBy(() -> late.connect(listener.address())).isInstanceOf(IOException.class);
    }
    write(pair.client(), new Pattern(16), 0, 10, new Random(16));
    read(pair.client(), new Pattern(16), 0, 10);
    reset(pair.client());
    PortHarness.await("nothing is left", () -> harness.port.statistics().pendingTotal() == 0);
  }

  // --- packets

  @Test
  void packetsOfEachProducerRunInOrder() throws Exception {
    int producers = 4;
    int count = 20_000;
    int[] lastSeen = new int[producers];
    AtomicInteger ran = new AtomicInteger();
    PortWorker worker = harness.worker(0);
    try (Tasks tasks = new Tasks()) {
      for (int p = 0; p < producers; p++) {
        int producer = p;
        tasks.start(
            () -> {
              for (int i = 1; i <= count; i++) {
                int number = i;
                assertThat(
                        worker.post(
                            Packet.of(
                                () -> {
                                  if (lastSeen[producer]++ != number - 1) {
                                    throw new AssertionError("out of order");
                                  }
                                  ran.incrementAndGet();
                                })))
                    .isTrue();
              }
            });
      }
    }
    PortHarness.await("all packets ran", () -> ran.get() == producers * count);
    assertThat(harness.port.statistics().packets())
        .isGreaterThanOrEqualTo((long) producers * count);
  }

  @Test
  void aPacketNeverRunsTwiceAtOnceAndNeverMissesAPost() throws Exception {
    AtomicLong posted = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    AtomicBoolean running = new AtomicBoolean();
    Packet packet =
        Packet.of(
            () -> {
              if (!running.compareAndSet(false, true)) {
                throw new AssertionError("runs twice at once");
              }
              seen.set(posted.get());
              running.set(false);
            });
    try (Tasks tasks = new Tasks()) {
      for (int p = 0; p < 4; p++) {
        tasks.start(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                posted.incrementAndGet();
                assertThat(harness.worker(0).post(packet)).isTrue();
              }
            });
      }
    }
    PortHarness.await("the last post was seen", () -> seen.get() == posted.get());
  }

  @Test
  void aPostWakesASleepingWorker() throws Exception {
    // The workers wait for minutes: a lost wake-up would hang here.
    AtomicInteger ran = new AtomicInteger();
    Packet packet = Packet.of(ran::incrementAndGet);
    for (int i = 1; i <= 2_000; i++) {
      int expected = i;
      assertThat(harness.anyWorker().post(packet)).isTrue();
      long deadlineNanos = NanoClock.system().nanoTime() + PortHarness.LIMIT.toNanos();
      while (ran.get() < expected) {
        Thread.onSpinWait();
        assertThat(NanoClock.system().nanoTime()).as("woken in time").isLessThan(deadlineNanos);
      }
    }
    assertThat(harness.port.statistics().wakeups()).isPositive();
  }

  @Test
  void workersPostToEachOther() throws Exception {
    int rounds = 5_000;
    AtomicInteger hops = new AtomicInteger();
    Packet[] ball = new Packet[2];
    for (int side = 0; side < 2; side++) {
      int other = 1 - side;
      ball[side] =
          Packet.of(
              () -> {
                if (hops.incrementAndGet() < rounds) {
                  harness.anyWorker().post(ball[other]);
                }
              });
    }
    harness.anyWorker().post(ball[0]);
    PortHarness.await("all hops", () -> hops.get() == rounds);
  }

  @Test
  void aPacketInTheChannelsContextRunsAtOnce() throws Exception {
    Pair pair = harness.pair();
    StreamChannel channel = pair.channel();
    assertThat(channel.inContext()).isFalse();
    AtomicBoolean ran = new AtomicBoolean();
    assertThat(
            harness.inContext(
                channel,
                () ->
                    channel.inContext()
                        && channel.execute(Packet.of(() -> ran.set(true)))
                        && ran.get()))
        .isTrue();
  }

  @Test
  void aWorkerWithoutWorkDoesNotWait() throws Exception {
    // The port's workers belong to the harness's threads: this one is the test's own.
    try (CompletionPort port =
        provider().open(new PortOptions(1, harness.pool, 4096, 2, NanoClock.system()))) {
      PortWorker worker = port.workers().get(0);
      assertThat(worker.isCurrent()).isFalse();
      assertThat(worker.dequeue(0)).isZero();
      assertThat(worker.isCurrent()).isTrue();
      AtomicInteger ran = new AtomicInteger();
      assertThat(worker.post(Packet.of(ran::incrementAndGet))).isTrue();
      assertThat(worker.dequeue(PortHarness.LIMIT.toNanos())).isEqualTo(1);
      assertThat(ran).hasValue(1);
      long before = NanoClock.system().nanoTime();
      assertThat(worker.dequeue(20_000_000)).isZero();
      assertThat(NanoClock.system().nanoTime() - before).isGreaterThanOrEqualTo(15_000_000);
      assertThat(worker.batchNanos()).isGreaterThan(before);
    }
  }

  // --- shutting down

  @Test
  void shutDownCountsWhatIsStillInFlightAndRefusesPackets() throws Exception {
    Pair pair = harness.pair();
    TestOperations.Receive flow =
        receive(pair.channel(), TestOperations.Receive.into(new Pattern(0).checker()));
    assertThat(harness.port.statistics().pending())
        .containsEntry(OperationKind.ACCEPT, 1)
        .containsEntry(OperationKind.RECEIVE, 1)
        .containsEntry(OperationKind.CONNECT, 0);
    assertThat(harness.stop()).isEqualTo(2);
    assertThat(flow.home.isHome()).isFalse();
    assertThat(harness.worker(0).post(Packet.of(() -> {}))).isFalse();
    assertThat(pair.channel().execute(Packet.of(() -> {}))).isFalse();
    harness.abandon();
  }

  // --- what the tests are made of

  private static final int BLOCKED_SEND_BYTES = 8 << 20;

  /** Starts a send that the client, who does not read, holds up, and waits until it is stuck. */
  private TestSender startBlockedSend(Pair pair, Pattern pattern) {
    return startBlockedSend(pair, pattern, () -> {});
  }

  private TestSender startBlockedSend(Pair pair, Pattern pattern, Runnable whenHome) {
    TestSender sender = new TestSender(pair.channel(), whenHome);
    int bufferBytes = 64 << 10;
    harness.inContext(
        pair.channel(),
        () -> {
          for (int i = 0; i < BLOCKED_SEND_BYTES / bufferBytes; i++) {
            sender.offer(harness.filled(pattern, (long) i * bufferBytes, bufferBytes));
          }
          sender.finish();
        });
    PortHarness.await("the send is stuck", stuck(sender.takenBytes));
    assertThat(sender.home.isHome()).isFalse();
    return sender;
  }

  /** Whether a figure has not moved over a hundred looks at it. */
  private static BooleanSupplier stuck(AtomicLong figure) {
    AtomicLong last = new AtomicLong(-1);
    AtomicInteger unchanged = new AtomicInteger();
    return () -> {
      long now = figure.get();
      if (last.getAndSet(now) != now) {
        unchanged.set(0);
      }
      return unchanged.incrementAndGet() > 100;
    };
  }

  private EchoConnection echo(StreamChannel channel) {
    harness.forget(channel);
    EchoConnection echo = new EchoConnection(channel);
    harness.inContext(channel, echo::start);
    return echo;
  }

  private TestOperations.Receive receive(StreamChannel channel, TestOperations.Receive flow) {
    harness.inContext(channel, () -> channel.receive(flow));
    return flow;
  }

  private TestOperations.Send send(
      StreamChannel channel, List<SharedBuffer> buffers, int firstBufferOffset) {
    TestOperations.Send send = new TestOperations.Send(buffers, firstBufferOffset, () -> {});
    harness.inContext(channel, () -> channel.send(send));
    return send;
  }

  private TestOperations.Connect connect(PortWorker worker, InetSocketAddress remote) {
    TestOperations.Connect connect = new TestOperations.Connect();
    harness.onWorker(
        worker, () -> harness.port.connect(worker, remote, SocketOptions.DEFAULTS, connect));
    return connect;
  }

  /** Where nobody listens any more. */
  private InetSocketAddress refusingAddress() {
    TestListener gone = harness.listen(SocketOptions.DEFAULTS);
    assertThat(harness.close(gone).status()).isEqualTo(OK);
    return gone.address();
  }

  private SharedBuffer text(String text) {
    SharedBuffer buffer = harness.pool.tryAcquire(text.length());
    buffer.memory().put(0, text.getBytes(US_ASCII));
    buffer.region(0, text.length());
    return buffer;
  }

  private static void write(
      SocketChannel client, Pattern pattern, long from, int length, Random pieces)
      throws IOException {
    long position = from;
    long end = from + length;
    while (position < end) {
      int piece = (int) Math.min(end - position, 1 + pieces.nextInt(40_000));
      ByteBuffer bytes = ByteBuffer.wrap(pattern.bytes(position, piece));
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
      position += piece;
    }
  }

  private static void writeCounted(
      SocketChannel client, Pattern pattern, long length, AtomicLong written) throws IOException {
    while (written.get() < length) {
      int piece = (int) Math.min(length - written.get(), 4096);
      ByteBuffer bytes = ByteBuffer.wrap(pattern.bytes(written.get(), piece));
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
      written.addAndGet(piece);
    }
  }

  private static byte[] readExactly(SocketChannel client, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      assertThat(client.read(bytes)).as("bytes read").isPositive();
    }
    return bytes.array();
  }

  private static void read(SocketChannel client, Pattern pattern, long from, long length)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(64 << 10);
    long position = from;
    long end = from + length;
    while (position < end) {
      piece.clear().limit((int) Math.min(piece.capacity(), end - position));
      assertThat(client.read(piece)).as("bytes read").isPositive();
      piece.flip();
      while (piece.hasRemaining()) {
        if (piece.get() != pattern.at(position)) {
          throw new AssertionError("stream differs at position=" + position);
        }
        position++;
      }
    }
  }

  private static void readToEnd(SocketChannel client, Pattern pattern, long from, long length)
      throws IOException {
    read(client, pattern, from, length);
    assertThat(client.read(ByteBuffer.allocate(1))).as("end of stream").isEqualTo(-1);
  }

  /** A reset at once may be there before the client knows that it was connected. */
  private void connectAndBeReset(InetSocketAddress address) throws IOException {
    try (SocketChannel client = newClient()) {
      try {
        client.connect(address);
      } catch (SocketException e) {
        assertThat(e).hasMessageMatching(RESETS);
        return;
      }
      assertWasReset(client);
    }
  }

  private void assertWasReset(SocketChannel client) throws IOException {
    if (clientsSeeResets()) {
      assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(RESETS);
    } else {
      try {
        assertThat(client.read(ByteBuffer.allocate(1))).as("end of stream").isEqualTo(-1);
      } catch (IOException e) {
        assertThat(e).hasMessageMatching(RESETS);
      }
    }
  }

  private static void reset(SocketChannel client) throws IOException {
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
  }

  private static void spin(int count) {
    for (int i = 0; i < count; i++) {
      Thread.onSpinWait();
    }
  }
}
