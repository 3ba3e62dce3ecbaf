package io.iocp.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.Resets;
import io.iocp.testsupport.TestCertificate;
import io.iocp.tls.TlsOptions;
import io.iocp.websocket.RawClient.Frame;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.WsClose;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files as messages, end to end: the whole transport on a real engine. */
@Timeout(180)
abstract class SendFileContract {

  private static final Duration LIMIT = Patience.LIMIT;
  private static final int LARGE_BYTES = 200 << 20;

  private final List<RawClient> clients = new ArrayList<>();
  private final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
  private final BlockingQueue<FileOutcome> outcomes = new LinkedBlockingQueue<>();
  private final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();
  private IocpTransport transport;
  @TempDir private Path directory;

  abstract PortProvider provider();

  /** What the server shows, where TLS is spoken. */
  @Nullable TestCertificate certificate() {
    return null;
  }

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    IocpTransportOptions options =
        IocpTransportOptions.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .engine(provider().name())
            .workers(2)
            .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(32 << 20))
            .receiveBuffersPerWorker(16)
            .sockets(new SocketOptions(64, 32 << 10, 0, true))
            .tls(
                certificate() == null
                    ? null
                    : new TlsSettings(certificate().trusting(), TlsOptions.DEFAULTS))
            .build();
    MessageHandler handler =
        new MessageHandler() {
          @Override
          public void onOpen(WsSession session) {
            sessions.add(session);
          }

          @Override
          public void onClose(WsSession session, WsClose status) {
            closes.add(status);
          }
        };
    transport =
        IocpTransport.start(options, List.of(registry -> registry.addHandler(handler, "/file")));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    if (transport != null) {
      await("all connections end", () -> transport.clients().count() == 0);
      assertThat(transport.figures().port().lateCompletions()).isZero();
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  /** How the bytes of a file go out: with TLS they must be read first. */
  private OperationKind sending() {
    return certificate() == null ? OperationKind.TRANSMIT_FILE : OperationKind.SEND;
  }

  private static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private RawClient open() throws IOException {
    RawClient client =
        new RawClient(transport.address(), certificate() == null ? null : certificate().trusted());
    clients.add(client);
    assertThat(client.open("/file")).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private WsSession nextSession() throws InterruptedException {
    WsSession session = sessions.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(session).as("a session opens").isNotNull();
    return session;
  }

  private FileOutcome nextOutcome() throws InterruptedException {
    FileOutcome outcome = outcomes.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(outcome).as("a file ends").isNotNull();
    return outcome;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private SendOutcome send(WsSession session, Path file) throws IOException {
    return session.sendFile(file, 0, outcomes::add);
  }

  /** Runs in the session's context and waits. */
  private static void inContext(WsSession session, Runnable task) {
    CompletableFuture.runAsync(task, session::execute)
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static void assertFile(Frame frame, byte[] content) {
    assertThat(frame.opcode()).isEqualTo(Opcode.BINARY);
    assertThat(frame.fin()).isTrue();
    assertThat(Arrays.equals(frame.payload(), content)).as("the file's bytes").isTrue();
  }

  @Test
  void filesAndMessagesKeepTheirOrder() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    byte[] content = bytes(300_000);
    Path file = file("ordered", content);
    for (int i = 0; i < 10; i++) {
      assertThat(session.sendText("before " + i).isAccepted()).isTrue();
      assertThat(send(session, file).isAccepted()).isTrue();
      assertThat(send(session, file).isAccepted()).isTrue();
    }
    session.sendText("after");
    for (int i = 0; i < 10; i++) {
      assertThat(client.read().text()).isEqualTo("before " + i);
      assertFile(client.read(), content);
      assertFile(client.read(), content);
    }
    assertThat(client.read().text()).isEqualTo("after");
    for (int i = 0; i < 20; i++) {
      assertThat(nextOutcome()).isEqualTo(FileOutcome.SENT);
    }
    await("the queue is empty", () -> session.queuedBytes() == 0);
    client.sendClose(CloseCode.NORMAL, "");
  }

  @Test
  void aFileSentInTheContextIsHandedToThePortAtOnce() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    byte[] content = bytes(5_000);
    Path file = file("first", content);
    await("the handshake's answer is home", () -> session.queuedBytes() == 0);
    CompletableFuture<SendOutcome> first = new CompletableFuture<>();
    CompletableFuture<SendOutcome> second = new CompletableFuture<>();
    inContext(
        session,
        () -> {
          try {
            first.complete(send(session, file));
            second.complete(send(session, file));
          } catch (IOException e) {
            first.completeExceptionally(e);
          }
        });
    // With TLS it has to be read first.
    assertThat(first.join())
        .isEqualTo(certificate() == null ? SendOutcome.SENT : SendOutcome.QUEUED);
    assertThat(second.join()).isEqualTo(SendOutcome.QUEUED);
    assertFile(client.read(), content);
    assertFile(client.read(), content);
  }

  @Test
  void aPartOfAFileAndAnEmptyOneAreMessages() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    byte[] content = bytes(100_000);
    Path file = file("part", content);
    session.sendFile(file, 99_000, outcomes::add);
    session.sendFile(file, 100_000, outcomes::add);
    send(session, file("empty", new byte[0]));
    assertFile(client.read(), Arrays.copyOfRange(content, 99_000, 100_000));
    assertFile(client.read(), new byte[0]);
    assertFile(client.read(), new byte[0]);
    for (int i = 0; i < 3; i++) {
      assertThat(nextOutcome()).isEqualTo(FileOutcome.SENT);
    }
  }

  @Test
  void aFileThatCannotBeOpenedLeavesTheSessionAsItWas() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    Path file = file("short", bytes(10));
    assertThatThrownBy(() -> send(session, directory.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> send(session, directory)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> session.sendFile(file, 11, outcomes::add))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> session.sendFile(file, -1, outcomes::add))
        .isInstanceOf(IllegalArgumentException.class);
    session.sendText("still here");
    assertThat(client.read().text()).isEqualTo("still here");
    assertThat(outcomes).isEmpty();
  }

  @Test
  void aFileThatIsCutMeanwhileEndsTheSession() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    Path file = file("cut", bytes(16 << 20));
    send(session, file);
    assertThat(client.socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(8 << 20);
    }
    byte[] piece = new byte[64 << 10];
    Resets.assertToldBy(
        () -> {
          while (client.socket.getInputStream().read(piece) > 0) {
            // On to the reset.
          }
          return -1;
        });
    assertThat(nextOutcome()).isEqualTo(FileOutcome.FAILED);
    assertThat(closes.poll(Patience.SECONDS, TimeUnit.SECONDS).code())
        .isEqualTo(CloseCode.ABNORMAL);
    assertThat(transport.figures().snapshot().connectionCounters())
        .containsEntry(ConnectionCounter.FILE_FAILED, 1L);
  }

  @Test
  void aPeerThatVanishesDropsWhatIsOnItsWayAndWhatWaits() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    Path file = file("vanished", bytes(8 << 20));
    for (int i = 0; i < 3; i++) {
      assertThat(send(session, file).isAccepted()).isTrue();
    }
    assertThat(client.socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
    client.reset();
    for (int i = 0; i < 3; i++) {
      assertThat(nextOutcome()).isEqualTo(FileOutcome.DROPPED);
    }
    await("the connection is gone", () -> transport.clients().count() == 0);
    assertThat(send(session, file)).isEqualTo(SendOutcome.CLOSED);
    assertThat(outcomes).isEmpty();
  }

  @Test
  void filesAreRefusedAtTheQueuesBoundWhateverTheirSize() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    session.sendQueueBound(1 << 20);
    Path file = file("full", bytes(1 << 20));
    int accepted = 0;
    while (send(session, file).isAccepted()) {
      accepted++;
    }
    assertThat(accepted).isBetween(10, 40);
    assertThat(session.queuedBytes()).isLessThan(2 << 20);
    for (int i = 0; i < accepted; i++) {
      assertThat(client.read().payload()).hasSize(1 << 20);
      assertThat(nextOutcome()).isEqualTo(FileOutcome.SENT);
    }
    await("the queue is empty", () -> session.queuedBytes() == 0);
    assertThat(send(session, file).isAccepted()).isTrue();
    assertThat(client.read().payload()).hasSize(1 << 20);
  }

  @Test
  void droppingTheBacklogFinishesTheFileThatIsOnItsWay() throws Exception {
    RawClient client = open();
    WsSession session = nextSession();
    byte[] content = bytes(4 << 20);
    Path file = file("dropped", content);
    send(session, file);
    send(session, file);
    session.sendText("dropped too");
    await(
        "the first is on its way", () -> transport.figures().port().pending().get(sending()) == 1);
    session.closeWithoutBacklog(new WsClose(CloseCode.TRY_AGAIN_LATER, "too slow"));
    assertThat(nextOutcome()).isEqualTo(FileOutcome.DROPPED);
    assertFile(client.read(), content);
    assertThat(nextOutcome()).isEqualTo(FileOutcome.SENT);
    Frame close = client.read();
    assertThat(close.opcode()).isEqualTo(Opcode.CLOSE);
    assertThat(close.closeCode()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
    client.sendClose(CloseCode.TRY_AGAIN_LATER, "");
  }

  @Test
  void aLargeFileIsOneMessageAndTakesNoMemory() throws Exception {
    Path file = directory.resolve("large");
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    byte[] piece = bytes(1 << 20);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < LARGE_BYTES / piece.length; i++) {
        piece[i] ^= 1;
        out.write(piece);
        sent.update(piece);
      }
    }
    RawClient client = open();
    WsSession session = nextSession();
    long before = peakBytes();
    send(session, file);
    client.send(Opcode.PING, true, "are you there");
    DataInputStream in = new DataInputStream(client.socket.getInputStream());
    assertThat(in.readUnsignedByte()).as("final, binary").isEqualTo(0x82);
    assertThat(in.readUnsignedByte()).isEqualTo(127);
    assertThat(in.readLong()).isEqualTo(LARGE_BYTES);
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    for (int left = LARGE_BYTES; left > 0; ) {
      int count = in.read(piece, 0, Math.min(left, piece.length));
      assertThat(count).isPositive();
      received.update(piece, 0, count);
      left -= count;
    }
    assertThat(HexFormat.of().formatHex(received.digest()))
        .isEqualTo(HexFormat.of().formatHex(sent.digest()));
    assertThat(client.read().opcode()).as("after the file").isEqualTo(Opcode.PONG);
    assertThat(nextOutcome()).isEqualTo(FileOutcome.SENT);
    assertThat(peakBytes() - before).as("more buffers at once than before").isLessThan(1 << 20);
  }

  private long peakBytes() {
    return transport.figures().buffers().sizeClasses().stream()
        .mapToLong(size -> (long) size.peak() * size.slotBytes())
        .sum();
  }
}
