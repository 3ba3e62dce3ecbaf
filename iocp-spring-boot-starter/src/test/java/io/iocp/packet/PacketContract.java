package io.iocp.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.clients.ClientSnapshot;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.WsClose;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packets end to end: the whole transport on a real engine, its own client and bad ones. */
@Timeout(60)
abstract class PacketContract {

  private static final Duration LIMIT = Patience.LIMIT;
  private static final int ECHO = 1;
  private static final int LARGE = 2;
  private static final int FAILING = 3;
  private static final int LARGEST_BYTES = 4 << 20;

  private final Recorder client = new Recorder();
  private final Echo server = new Echo();
  private final List<Socket> sockets = new ArrayList<>();
  private IocpTransport transport;
  @TempDir private Path directory;

  abstract PortProvider provider();

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    IocpTransportOptions options =
        IocpTransportOptions.builder()
            .address(anyPort)
            .engine(provider().name())
            .workers(2)
            .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
            .receiveBuffersPerWorker(16)
            .connections(
                ConnectionOptions.builder()
                    .maximumConnections(100)
                    .handshakeTimeout(Duration.ofSeconds(10))
                    .idleTimeout(Duration.ofSeconds(5))
                    .keepAliveInterval(Duration.ofMillis(300))
                    .closeTimeout(Duration.ofSeconds(5))
                    .sendQueueBytes(4 << 20)
                    .build())
            .packet(new PacketOptions(anyPort, 64 << 10))
            .build();
    transport = IocpTransport.start(options, List.of(), List.of(registry -> register(registry)));
  }

  private void register(PacketHandlerRegistry registry) {
    registry.addHandler(server, ECHO);
    registry.addHandler(server, LARGE).setMaximumBytes(LARGEST_BYTES);
    registry.addHandler(
        (session, type, piece, remainingBytes) -> {
          throw new IllegalStateException("on purpose");
        },
        FAILING);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (transport != null) {
      client.sessions.forEach(PacketSession::abort);
      await("all connections end", () -> transport.clients().count() == 0);
      assertThat(transport.figures().port().lateCompletions()).isZero();
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  /** A packet as it arrived. */
  private static final class Arrived {

    final int type;
    final byte[] payload;

    Arrived(int type, byte[] payload) {
      this.type = type;
      this.payload = payload;
    }
  }

  private static class Recorder extends WholePacketHandler {

    final BlockingQueue<PacketSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<Arrived> packets = new LinkedBlockingQueue<>();
    final BlockingQueue<PacketClose> closes = new LinkedBlockingQueue<>();
    final AtomicInteger drained = new AtomicInteger();

    @Override
    public void onOpen(PacketSession session) {
      sessions.add(session);
    }

    @Override
    protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
      byte[] copy = new byte[packet.remaining()];
      packet.get(copy);
      packets.add(new Arrived(type, copy));
    }

    @Override
    public void onDrained(PacketSession session) {
      drained.incrementAndGet();
    }

    @Override
    public void onClose(PacketSession session, PacketClose status) {
      closes.add(status);
    }
  }

  private static final class Echo extends Recorder {

    @Override
    protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
      session.send(type, packet);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(element).as("something comes").isNotNull();
    return element;
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private PacketSession open() {
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    transport.connectPacket(
        transport.packetAddress().orElseThrow(),
        LIMIT,
        registry -> registry.addHandler(client, ECHO, LARGE).setMaximumBytes(LARGEST_BYTES),
        outcome::complete);
    assertThat(outcome.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join())
        .isEqualTo(ConnectOutcome.CONNECTED);
    return client.sessions.peek();
  }

  private Socket openRaw() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(32 << 10);
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket.connect(transport.packetAddress().orElseThrow());
    return socket;
  }

  /** Sends the bytes, expects a close packet with the code, and the end of the stream. */
  private void assertViolation(byte[] sent, PacketViolation rule) throws IOException {
    long before = transport.figures().count(rule);
    Socket socket = openRaw();
    socket.getOutputStream().write(sent);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    assertThat(in.readUnsignedByte()).isEqualTo(0xF2);
    assertThat(in.readUnsignedShort()).isEqualTo(rule.close().code());
    assertThat(new String(in.readNBytes(length - 2), StandardCharsets.UTF_8))
        .isEqualTo(rule.close().reason());
    assertThat(in.read()).isNegative();
    assertThat(transport.figures().count(rule)).isEqualTo(before + 1);
  }

  @Test
  void packetsOfAllSizesComeBack() throws Exception {
    PacketSession session = open();
    for (int size : new int[] {0, 1, 65_535, 65_536, 1 << 20, LARGEST_BYTES}) {
      byte[] sent = bytes(size);
      assertThat(session.send(LARGE, ByteBuffer.wrap(sent)).isAccepted()).isTrue();
      Arrived back = next(client.packets);
      assertThat(back.type).isEqualTo(LARGE);
      assertThat(Arrays.equals(back.payload, sent)).isTrue();
    }
    assertThat(transport.figures().count(PacketCounter.PACKETS_RECEIVED)).isEqualTo(12);
  }

  @Test
  void aSessionIsAClientLikeOthersWithItsProtocolSaid() throws Exception {
    PacketSession session = open();
    PacketSession accepted = next(server.sessions);
    ClientSnapshot here = transport.clients().find(session.id()).orElseThrow();
    ClientSnapshot there = transport.clients().find(accepted.id()).orElseThrow();
    assertThat(here.protocol()).isEqualTo("packet");
    assertThat(here.outbound()).isTrue();
    assertThat(there.protocol()).isEqualTo("packet");
    assertThat(there.outbound()).isFalse();
    assertThat(there.path()).isNull();
    accepted.attach("mine");
    assertThat(accepted.attachment()).isEqualTo("mine");
  }

  @Test
  void eachViolationEndsTheSessionWithItsCodeAndIsCounted() throws Exception {
    assertViolation(new byte[] {0, 1, 0, 1, ECHO}, PacketViolation.PACKET_TOO_BIG);
    assertViolation(new byte[] {0, 0, 0, 0, 99}, PacketViolation.UNKNOWN_TYPE);
    assertViolation(new byte[] {0, 0, 0, 0, (byte) 0xFF}, PacketViolation.RESERVED_TYPE);
    assertViolation(
        "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), PacketViolation.UNKNOWN_TYPE);
  }

  @Test
  void eitherSideClosesAndBothHearTheStatus() throws Exception {
    open().close(new PacketClose(4000, "enough"));
    assertThat(next(server.closes)).isEqualTo(new PacketClose(4000, "enough"));
    assertThat(next(client.closes)).isEqualTo(new PacketClose(4000, "enough"));
    server.sessions.clear();
    open();
    next(server.sessions).closeWithoutBacklog(new PacketClose(PacketClose.TRY_AGAIN_LATER, ""));
    assertThat(next(client.closes).code()).isEqualTo(PacketClose.TRY_AGAIN_LATER);
  }

  @Test
  void aPacketThatHasBegunIsNotCutByTheClosePacket() throws Exception {
    Socket socket = openRaw();
    PacketSession accepted = next(server.sessions);
    accepted.execute(
        () -> {
          accepted.send(LARGE, ByteBuffer.allocate(LARGEST_BYTES));
          accepted.closeWithoutBacklog(new PacketClose(4002, "too slow"));
        });
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    while (in.readUnsignedByte() != 0xF2) {
      in.skipNBytes(length);
      length = in.readInt();
    }
    assertThat(in.readUnsignedShort()).isEqualTo(4002);
  }

  @Test
  void anAdministratorDisconnectsASessionByItsId() throws Exception {
    open();
    transport.clients().disconnect(next(server.sessions).id(), new WsClose(4001, "go"));
    assertThat(next(client.closes)).isEqualTo(new PacketClose(4001, "go"));
  }

  @Test
  void aBrokenConnectionIsAbnormalAndTakesNothingMore() throws Exception {
    PacketSession session = open();
    next(server.sessions).abort();
    assertThat(next(client.closes).code()).isEqualTo(PacketClose.ABNORMAL);
    assertThat(session.send(ECHO, ByteBuffer.allocate(1))).isEqualTo(SendOutcome.CLOSED);
  }

  @Test
  void pingsAreAnsweredAndQuietPeersArePinged() throws Exception {
    Socket socket = openRaw();
    socket.getOutputStream().write(new byte[] {0, 0, 0, 2, (byte) 0xF0, 7, 8});
    assertThat(socket.getInputStream().readNBytes(7))
        .isEqualTo(new byte[] {0, 0, 0, 2, (byte) 0xF1, 7, 8});
    assertThat(socket.getInputStream().readNBytes(5))
        .isEqualTo(new byte[] {0, 0, 0, 0, (byte) 0xF0});
  }

  @Test
  void aPeerThatAnswersNoPingIsIdle() throws Exception {
    openRaw();
    await("it is dropped", () -> transport.figures().count(CloseCause.IDLE_TIMEOUT) == 1);
  }

  @Test
  void aSessionThatAnswersPingsStays() throws Exception {
    PacketSession session = open();
    await(
        "ten pings were sent or answered",
        () -> transport.clients().find(session.id()).orElseThrow().connection().sentBytes() >= 50);
    assertThat(client.closes).isEmpty();
  }

  @Test
  void aPeerThatDoesNotReadIsAnOutcomeAndIsToldWhenItReadsOn() throws Exception {
    Socket socket = openRaw();
    PacketSession accepted = next(server.sessions);
    ByteBuffer block = ByteBuffer.allocate(256 << 10);
    int accepts = 0;
    while (accepted.send(ECHO, block).isAccepted()) {
      accepts++;
    }
    // More than the queue's bound, whatever of it the kernel takes meanwhile.
    assertThat(accepts * block.capacity()).isGreaterThanOrEqualTo(4 << 20);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    for (int i = 0; i < accepts; ) {
      int length = in.readInt();
      int type = in.readUnsignedByte();
      in.skipNBytes(length);
      i += type == ECHO ? 1 : 0;
    }
    await("the handler hears of it, once a registration", () -> server.drained.get() == 1);
  }

  @Test
  void pausingKeepsOrderAndLosesNothing() throws Exception {
    PacketSession session = open();
    PacketSession accepted = next(server.sessions);
    CompletableFuture<Void> paused = new CompletableFuture<>();
    accepted.execute(
        () -> {
          accepted.pause();
          paused.complete(null);
        });
    paused.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    int sent = 0;
    for (int i = 0; i < 200; i++) {
      if (session.send(ECHO, ByteBuffer.allocate(4).putInt(i).flip()).isAccepted()) {
        sent++;
      }
    }
    assertThat(sent).isEqualTo(200);
    assertThat(client.packets.poll(200, TimeUnit.MILLISECONDS)).isNull();
    accepted.resume();
    for (int i = 0; i < sent; i++) {
      assertThat(ByteBuffer.wrap(next(client.packets).payload).getInt()).isEqualTo(i);
    }
  }

  @Test
  void aRangeOfAFileIsAPacketInOrderWithOthers() throws Exception {
    byte[] content = bytes(3 << 20);
    Path file = Files.write(directory.resolve("file"), content);
    open();
    PacketSession accepted = next(server.sessions);
    CompletableFuture<FileOutcome> outcome = new CompletableFuture<>();
    AtomicLong progress = new AtomicLong();
    FileListener listener =
        new FileListener() {
          @Override
          public void progressed(long bytes) {
            progress.set(bytes);
          }

          @Override
          public void ended(FileOutcome ended) {
            outcome.complete(ended);
          }
        };
    accepted.send(ECHO, ByteBuffer.allocate(1));
    assertThat(accepted.sendFile(LARGE, file, 1000, 2 << 20, listener).isAccepted()).isTrue();
    accepted.send(ECHO, ByteBuffer.allocate(2));
    assertThat(next(client.packets).payload).hasSize(1);
    assertThat(
            Arrays.equals(
                next(client.packets).payload, 0, 2 << 20, content, 1000, 1000 + (2 << 20)))
        .isTrue();
    assertThat(next(client.packets).payload).hasSize(2);
    assertThat(outcome.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(FileOutcome.SENT);
    assertThat(progress.get()).isEqualTo(2 << 20);
    assertThatThrownBy(() -> accepted.sendFile(LARGE, file, 1, content.length, listener))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aHandlerThatFailsEndsItsSessionInOrder() throws Exception {
    PacketSession session = open();
    session.send(FAILING, ByteBuffer.allocate(1));
    assertThat(next(client.closes).code()).isEqualTo(PacketClose.INTERNAL_ERROR);
    assertThat(transport.figures().count(ConnectionCounter.HANDLER_FAILED)).isEqualTo(1);
  }

  @Test
  void whatStopsSaysGoodbye() throws Exception {
    Socket socket = openRaw();
    next(server.sessions);
    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> transport.stop(LIMIT));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readInt();
    assertThat(in.readUnsignedByte()).isEqualTo(0xF2);
    assertThat(in.readUnsignedShort()).isEqualTo(PacketClose.GOING_AWAY);
    new DataOutputStream(socket.getOutputStream()).write(new byte[] {0, 0, 0, 0, (byte) 0xF2});
    socket.close();
    assertThat(stopped.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join()).isTrue();
  }

  @Test
  void registrationsThatContradictAreRefusedAtStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                transport.connectPacket(
                    transport.packetAddress().orElseThrow(),
                    LIMIT,
                    registry -> {
                      registry.addHandler(client, 1);
                      registry.addHandler(server, 1);
                    },
                    outcome -> {}))
        .withMessageContaining("type=1");
    PacketHandlerRegistry registry = new PacketHandlerRegistry();
    assertThatIllegalArgumentException().isThrownBy(() -> registry.addHandler(client));
    assertThatIllegalArgumentException().isThrownBy(() -> registry.addHandler(client, 0xF0));
  }
}
