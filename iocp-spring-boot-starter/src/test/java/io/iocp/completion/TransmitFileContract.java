package io.iocp.completion;

import static io.iocp.completion.CompletionStatus.ABORTED;
import static io.iocp.completion.CompletionStatus.END_OF_STREAM;
import static io.iocp.completion.CompletionStatus.OK;
import static io.iocp.completion.CompletionStatus.RESET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortHarness.Pair;
import io.iocp.completion.PortHarness.Settings;
import io.iocp.testsupport.Capability;
import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every engine must do with files. See {@link CompletionPortContract}. */
@Timeout(180)
public abstract class TransmitFileContract {

  private static final SocketOptions SMALL_SOCKET_BUFFERS =
      new SocketOptions(64, 16 << 10, 16 << 10, true);
  private static final int SMALL_BYTES = 16 << 10;
  private static final Pattern PATTERN = new Pattern(77);

  private final List<PortFile> files = new ArrayList<>();
  private PortHarness harness;
  @TempDir private Path directory;

  /** The engine under test. */
  protected abstract PortProvider provider();

  /** A blocking client that is not connected, in the network of the engine. */
  protected SocketChannel newClient() throws IOException {
    return SocketChannel.open();
  }

  /** Whether a transmit always hears of a reset by itself, and not only who receives. */
  protected boolean transmitsHearOfResets() {
    return true;
  }

  @BeforeEach
  void openPort() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    harness = new PortHarness(provider(), Settings.DEFAULTS, this::newClient);
  }

  @AfterEach
  void everythingIsBackHome() {
    if (harness != null) {
      harness.close();
    }
    files.forEach(PortFile::close);
  }

  @Test
  void headFileAndTailArriveBackToBack() throws Exception {
    Pair pair = harness.pair();
    SharedBuffer head = harness.filled(PATTERN, 0, 1_000);
    head.region(10, 1_000);
    SharedBuffer tail = harness.filled(PATTERN, 300_000, 5_000);
    PortFile file = file("middle", 299_000, 1_000);
    Transmit transmit = transmit(pair.channel(), head, file, 0, 299_000, tail);
    assertPattern(pair.client(), 10, 305_000);
    assertThat(transmit.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 304_990, 0));
  }

  @Test
  void aRangeIsTakenFromTheMiddleOfTheFile() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("range", 500_000, 0);
    Transmit transmit = transmit(pair.channel(), null, file, 123_457, 200_001, null);
    assertPattern(pair.client(), 123_457, 323_458);
    assertThat(transmit.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 200_001, 0));
  }

  @Test
  void anEmptyFileIsHeadAndTailOnly() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("empty", 0, 0);
    assertThat(file.sizeBytes()).isZero();
    Transmit transmit =
        transmit(
            pair.channel(),
            harness.filled(PATTERN, 0, 100),
            file,
            0,
            0,
            harness.filled(PATTERN, 100, 50));
    assertPattern(pair.client(), 0, 150);
    assertThat(transmit.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 150, 0));
  }

  @Test
  void anEmptyRangeWithNothingAroundItSendsNothing() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("whole", 1_000, 0);
    Transmit transmit = transmit(pair.channel(), null, file, 1_000, 0, null);
    assertThat(transmit.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, 0, 0));
    Transmit next = transmit(pair.channel(), null, file, 0, 1_000, null);
    assertPattern(pair.client(), 0, 1_000);
    assertThat(next.home.awaitStatus()).isEqualTo(OK);
  }

  @Test
  void sendsAndTransmitsTakeTurns() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("turns", 100_000, 0);
    for (int i = 0; i < 20; i++) {
      long from = i * 5_000L;
      TestOperations.Send send =
          new TestOperations.Send(List.of(harness.filled(PATTERN, from, 2_000)), 0, () -> {});
      harness.inContext(pair.channel(), () -> pair.channel().send(send));
      assertThat(send.home.awaitStatus()).isEqualTo(OK);
      Transmit transmit = transmit(pair.channel(), null, file, from + 2_000, 3_000, null);
      assertThat(transmit.home.awaitStatus()).isEqualTo(OK);
    }
    assertPattern(pair.client(), 0, 100_000);
  }

  @Test
  void manyChannelsTransmitOneFileAtOnce() throws Exception {
    PortHarness.TestListener listener = harness.listen(SMALL_SOCKET_BUFFERS);
    int size = 2 << 20;
    PortFile file = file("shared", size, 0);
    List<Pair> pairs = new ArrayList<>();
    List<Transmit> transmits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Pair pair = harness.connect(listener, SMALL_BYTES);
      pairs.add(pair);
      transmits.add(transmit(pair.channel(), null, file, i, size - i, null));
    }
    try (Tasks tasks = new Tasks()) {
      for (int i = 0; i < pairs.size(); i++) {
        SocketChannel client = pairs.get(i).client();
        long from = i;
        tasks.start(() -> assertPattern(client, from, size));
      }
    }
    for (Transmit transmit : transmits) {
      assertThat(transmit.home.awaitStatus()).isEqualTo(OK);
    }
  }

  @Test
  void aSlowReaderGetsALargeFileWhole() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    int size = 64 << 20;
    PortFile file = file("large", size, 10);
    Transmit transmit =
        transmit(
            pair.channel(),
            harness.filled(PATTERN, 0, 10),
            file,
            0,
            size,
            harness.filled(PATTERN, size + 10L, 10));
    harness.inContext(pair.channel(), () -> {});
    assertThat(transmit.home.isHome()).isFalse();
    assertThat(harness.port.statistics().pending()).containsEntry(OperationKind.TRANSMIT_FILE, 1);
    long before = harness.pool.statistics().usedBytes();
    assertPattern(pair.client(), 0, size + 20L);
    assertThat(transmit.home.await()).isEqualTo(new AwaitedCompletion.Outcome(OK, size + 20L, 0));
    assertThat(before).as("buffers while a large file is on its way").isLessThan(4 << 20);
  }

  @Test
  void aStuckTransmitHoldsUpNobodyElse() throws Exception {
    harness.close();
    harness = new PortHarness(provider(), Settings.DEFAULTS.withWorkers(1), this::newClient);
    PortHarness.TestListener listener = harness.listen(SMALL_SOCKET_BUFFERS);
    int size = 8 << 20;
    PortFile file = file("stuck", size, 0);
    Pair slow = harness.connect(listener, SMALL_BYTES);
    Transmit stuck = transmit(slow.channel(), null, file, 0, size, null);
    Pair quick = harness.connect(listener);
    for (int i = 0; i < 20; i++) {
      Transmit transmit = transmit(quick.channel(), null, file, i * 10_000L, 10_000, null);
      assertPattern(quick.client(), i * 10_000L, (i + 1) * 10_000L);
      assertThat(transmit.home.awaitStatus()).isEqualTo(OK);
    }
    assertThat(stuck.home.isHome()).isFalse();
    assertPattern(slow.client(), 0, size);
    assertThat(stuck.home.awaitStatus()).isEqualTo(OK);
  }

  @Test
  void cancellingInTheMiddleBringsItHomeAborted() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    int size = 16 << 20;
    Transmit transmit =
        transmit(
            pair.channel(),
            harness.filled(PATTERN, 0, 10),
            file("cancelled", size, 10),
            0,
            size,
            harness.filled(PATTERN, size, 10));
    assertPattern(pair.client(), 0, 100_000);
    harness.inContext(pair.channel(), pair.channel()::cancel);
    AwaitedCompletion.Outcome home = transmit.home.await();
    assertThat(home.status()).isEqualTo(ABORTED);
    assertThat(home.bytes()).isLessThan(size);
  }

  @Test
  void anInterruptLeftByAHandlerDoesNotCloseTheFile() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("interrupted", 1_000, 0);
    Transmit first = new Transmit(null, file, 0, 1_000, null);
    harness.inContext(
        pair.channel(),
        () -> {
          Thread.currentThread().interrupt();
          pair.channel().transmitFile(first);
        });
    assertThat(first.home.awaitStatus()).isEqualTo(OK);
    Transmit second = transmit(pair.channel(), null, file, 0, 1_000, null);
    assertThat(second.home.awaitStatus()).isEqualTo(OK);
  }

  @Test
  void closingInTheMiddleBringsItHomeBeforeTheClose() throws Exception {
    for (CloseMode mode : CloseMode.values()) {
      Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
      int size = 16 << 20;
      Transmit transmit =
          transmit(pair.channel(), null, file("closed" + mode, size, 0), 0, size, null);
      assertPattern(pair.client(), 0, 50_000);
      assertThat(harness.close(pair.channel(), mode).status()).isEqualTo(OK);
      assertThat(transmit.home.isHome()).isTrue();
      assertThat(transmit.home.awaitStatus()).isEqualTo(ABORTED);
    }
  }

  @Test
  void aTransmitOnAClosingChannelComesHomeAborted() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("late", 1_000, 0);
    Transmit transmit = new Transmit(harness.filled(PATTERN, 0, 10), file, 0, 1_000, null);
    TestOperations.Close close = new TestOperations.Close();
    harness.forget(pair.channel());
    harness.inContext(
        pair.channel(),
        () -> {
          pair.channel().close(CloseMode.ORDERLY, close);
          pair.channel().transmitFile(transmit);
        });
    assertThat(transmit.home.awaitStatus()).isEqualTo(ABORTED);
    assertThat(close.home.awaitStatus()).isEqualTo(OK);
  }

  @Test
  void cancelsAndClosesAtAnyMomentLeaveNothingBehind() throws Exception {
    PortHarness.TestListener listener = harness.listen(SMALL_SOCKET_BUFFERS);
    int size = 1 << 20;
    PortFile file = file("races", size, 0);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      Pair pair = harness.connect(listener);
      StreamChannel channel = pair.channel();
      Transmit transmit = transmit(channel, harness.filled(PATTERN, 0, 10), file, 0, size, null);
      for (int spins = random.nextInt(20_000); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      if (random.nextBoolean()) {
        pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
      }
      if (random.nextBoolean()) {
        harness.inContext(channel, channel::cancel);
      }
      assertThat(harness.close(channel, CloseMode.ABORTIVE).status()).isEqualTo(OK);
      assertThat(transmit.home.isHome()).isTrue();
      assertThat(transmit.home.awaitStatus()).isIn(OK, ABORTED, RESET);
      pair.client().close();
    }
  }

  @Test
  void aPeerThatResetsEndsIt() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    int size = 16 << 20;
    Transmit transmit = transmit(pair.channel(), null, file("reset", size, 0), 0, size, null);
    TestOperations.Receive flow = new TestOperations.Receive(SharedBuffer::release);
    harness.inContext(pair.channel(), () -> pair.channel().receive(flow));
    assertPattern(pair.client(), 0, 50_000);
    pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
    pair.client().close();
    assertThat(flow.home.awaitStatus()).isEqualTo(RESET);
    if (!transmitsHearOfResets()) {
      harness.inContext(pair.channel(), pair.channel()::cancel);
    }
    AwaitedCompletion.Outcome home = transmit.home.await();
    assertThat(home.status()).isIn(RESET, transmitsHearOfResets() ? RESET : ABORTED);
    assertThat(home.bytes()).isLessThan(size);
  }

  @Test
  void aFileThatIsCutMeanwhileEndsIt() throws Exception {
    Pair pair = harness.connect(harness.listen(SMALL_SOCKET_BUFFERS), SMALL_BYTES);
    int size = 16 << 20;
    Path path = write("cut", size, 0);
    PortFile file = open(path);
    assertThat(file.sizeBytes()).isEqualTo(size);
    Transmit transmit =
        transmit(pair.channel(), null, file, 0, size, harness.filled(PATTERN, 0, 10));
    assertPattern(pair.client(), 0, 100_000);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(8 << 20);
    }
    try (Tasks tasks = new Tasks()) {
      tasks.start(() -> assertPattern(pair.client(), 100_000, 8 << 20));
      assertThat(transmit.home.awaitStatus()).isEqualTo(END_OF_STREAM);
    }
    assertThat(transmit.home.await().bytes()).isLessThan(size);
  }

  @Test
  void aRangeBeyondTheEndOfTheFileEndsIt() throws Exception {
    Pair pair = harness.pair();
    PortFile file = file("short", 10_000, 0);
    Transmit transmit = transmit(pair.channel(), null, file, 0, 10_001, null);
    assertPattern(pair.client(), 0, 10_000);
    assertThat(transmit.home.await().status()).isEqualTo(END_OF_STREAM);
    Transmit behind = transmit(pair.channel(), null, file, 20_000, 1, null);
    assertThat(behind.home.await().status()).isEqualTo(END_OF_STREAM);
  }

  @Test
  void whatIsNoReadableFileIsNotOpened() throws Exception {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> open(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void aFileOfAnyNameIsOpened() throws Exception {
    Pair pair = harness.pair();
    // Windows knows no question marks in names.
    String name = "100% näme with spaces +#" + (File.separatorChar == '/' ? "?" : "");
    PortFile file = file(name, 1_000, 0);
    Transmit transmit = transmit(pair.channel(), null, file, 0, 1_000, null);
    assertPattern(pair.client(), 0, 1_000);
    assertThat(transmit.home.awaitStatus()).isEqualTo(OK);
    file.close();
    file.close();
  }

  @Test
  void anExhaustedPoolDelaysButLosesNothing() throws Exception {
    harness.close();
    harness =
        new PortHarness(
            provider(),
            new Settings(
                1, new BufferPoolOptions(64 << 10, 64 << 10, List.of(4 << 10)), 4 << 10, 4),
            this::newClient);
    PortFile file = file("starved", 1 << 20, 0);
    PortHarness.TestListener listener = harness.listen(SocketOptions.DEFAULTS);
    Pair first = harness.connect(listener);
    Pair second = harness.connect(listener);
    List<SharedBuffer> held = new ArrayList<>();
    for (SharedBuffer buffer = harness.pool.tryAcquire(1);
        buffer != null;
        buffer = harness.pool.tryAcquire(1)) {
      held.add(buffer);
    }
    Transmit whole = transmit(first.channel(), null, file, 0, 1 << 20, null);
    Transmit called = transmit(second.channel(), null, file, 0, 1 << 20, null);
    harness.inContext(second.channel(), second.channel()::cancel);
    // Without buffers of its own an engine may have been fast enough.
    assertThat(called.home.awaitStatus()).isIn(ABORTED, OK);
    held.forEach(SharedBuffer::release);
    assertPattern(first.client(), 0, 1 << 20);
    assertThat(whole.home.awaitStatus()).isEqualTo(OK);
  }

  // --- what the tests are made of

  /** Owns its head and tail. */
  private static final class Transmit extends TransmitFileOperation {

    final AwaitedCompletion home = new AwaitedCompletion();
    private final @Nullable SharedBuffer head;
    private final PortFile file;
    private final long offset;
    private final long bytes;
    private final @Nullable SharedBuffer tail;

    Transmit(
        @Nullable SharedBuffer head,
        PortFile file,
        long offset,
        long bytes,
        @Nullable SharedBuffer tail) {
      this.head = head;
      this.file = file;
      this.offset = offset;
      this.bytes = bytes;
      this.tail = tail;
    }

    @Override
    public @Nullable SharedBuffer head() {
      return head;
    }

    @Override
    public PortFile file() {
      return file;
    }

    @Override
    public long fileOffset() {
      return offset;
    }

    @Override
    public long fileBytes() {
      return bytes;
    }

    @Override
    public @Nullable SharedBuffer tail() {
      return tail;
    }

    @Override
    protected void completed(CompletionStatus status, long taken, int nativeCode) {
      if (head != null) {
        head.release();
      }
      if (tail != null) {
        tail.release();
      }
      home.arrived(status, taken, nativeCode);
    }
  }

  private Transmit transmit(
      StreamChannel channel,
      @Nullable SharedBuffer head,
      PortFile file,
      long offset,
      long bytes,
      @Nullable SharedBuffer tail) {
    Transmit transmit = new Transmit(head, file, offset, bytes, tail);
    harness.inContext(channel, () -> channel.transmitFile(transmit));
    return transmit;
  }

  /** A file with the pattern's bytes from that position on. */
  private PortFile file(String name, int bytes, long fromPosition) throws IOException {
    return open(write(name, bytes, fromPosition));
  }

  private Path write(String name, int bytes, long fromPosition) throws IOException {
    Path path = directory.resolve(name);
    return Files.write(path, PATTERN.bytes(fromPosition, bytes));
  }

  private PortFile open(Path path) throws IOException {
    PortFile file = harness.port.openFile(path);
    files.add(file);
    assertThat(file.path()).isEqualTo(path);
    return file;
  }

  /** Reads the pattern's bytes from one position up to another. */
  private static void assertPattern(SocketChannel client, long from, long to) throws IOException {
    Pattern.Checker checker = PATTERN.checker(from);
    ByteBuffer piece = ByteBuffer.allocate(64 << 10);
    while (checker.position() < to) {
      piece.clear().limit((int) Math.min(piece.capacity(), to - checker.position()));
      assertThat(client.read(piece)).as("bytes read").isPositive();
      checker.accept(piece.flip());
    }
  }
}
