package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.ConnectOutcome;
import io.iocp.job.Job;
import io.iocp.job.JobCounter;
import io.iocp.packet.PacketOptions;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.protocol.FrameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The file exchange end to end, on a real engine: two exchanges that are connected to each other,
 * and one with a peer that does what it likes.
 */
@Timeout(120)
abstract class FileExchangeContract {

  private static final long LARGEST_BYTES = 8 << 20;
  private static final int MOST_TRANSFERS = 3;

  /** What two exchanges speak. */
  enum Protocol {
    WEBSOCKET,
    PACKET
  }

  @TempDir private Path here;
  @TempDir private Path there;
  private FileExchange server;
  private FileExchange client;
  private IocpTransport transport;
  private final BlockingQueue<FileTransferSnapshot> serverEnds = new LinkedBlockingQueue<>();
  private final BlockingQueue<FileTransferSnapshot> clientEnds = new LinkedBlockingQueue<>();

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
  }

  private void start() throws IOException {
    start(true, true, false, Duration.ofMinutes(2));
  }

  private void start(boolean readable, boolean writable, boolean overwrite, Duration stalledAfter)
      throws IOException {
    server =
        new FileExchange(
            new FileExchangeOptions(
                here,
                readable,
                writable,
                overwrite,
                LARGEST_BYTES,
                MOST_TRANSFERS,
                stalledAfter,
                Duration.ZERO),
            () -> transport.jobs());
    client = new FileExchange(FileExchangeOptions.readAndWrite(there), () -> transport.jobs());
    server.addListener(new Ends(serverEnds));
    client.addListener(new Ends(clientEnds));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    WsHandler handler = server.webSocketHandler();
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(anyPort)
                .packet(new PacketOptions(anyPort, 0))
                .engine(provider().name())
                .workers(2)
                .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(32 << 20))
                .receiveBuffersPerWorker(16)
                .build(),
            List.of(
                registry ->
                    registry
                        .addHandler(handler, "/files", "/files/{name}")
                        .setLimits(LARGEST_BYTES, LARGEST_BYTES)),
            List.of(server.packets()));
  }

  @AfterEach
  void nothingIsLeft() {
    if (transport == null) {
      return;
    }
    assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
    assertThat(server.transfers()).isEmpty();
    assertThat(client.transfers()).isEmpty();
    assertThat(transport.figures().port().pendingTotal()).isZero();
    assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
  }

  private static final class Ends implements FileTransferListener {

    private final BlockingQueue<FileTransferSnapshot> ends;

    Ends(BlockingQueue<FileTransferSnapshot> ends) {
      this.ends = ends;
    }

    @Override
    public void ended(FileTransferSnapshot transfer) {
      ends.add(transfer);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(element).as("something comes").isNotNull();
    return element;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private URI address(String path) {
    return URI.create("ws://127.0.0.1:" + transport.address().getPort() + path);
  }

  /** Connects the client; answers its session's id on both sides: the client's, the server's. */
  private long[] connect(Protocol protocol) {
    int before = transport.clients().count();
    if (protocol == Protocol.PACKET) {
      CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
      transport.connectPacket(
          transport.packetAddress().orElseThrow(),
          Patience.LIMIT,
          client.packets(),
          outcome::complete);
      assertThat(outcome.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join())
          .isEqualTo(ConnectOutcome.CONNECTED);
    } else {
      CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
      transport.connectWebSocket(
          WebSocketRequest.to(address("/files"))
              .withLimits(new FrameLimits(LARGEST_BYTES, LARGEST_BYTES)),
          client.webSocketHandler(),
          opening::complete);
      assertThat(opening.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join())
          .isInstanceOf(WebSocketOpening.Opened.class);
    }
    Patience.await("both ends are there")
        .until(
            () ->
                transport.clients().count() == before + 2
                    && transport.clients().page(0, 100).stream()
                        .allMatch(
                            one ->
                                (one.outbound() ? client : server).session(one.connection().id())
                                    != null));
    long outbound =
        transport.clients().page(0, 100).stream()
            .filter(one -> one.outbound())
            .mapToLong(one -> one.connection().id())
            .max()
            .orElseThrow();
    long inbound =
        transport.clients().page(0, 100).stream()
            .filter(one -> !one.outbound())
            .mapToLong(one -> one.connection().id())
            .max()
            .orElseThrow();
    return new long[] {outbound, inbound};
  }

  private static void assertSame(Path file, byte[] content) throws IOException {
    assertThat(Arrays.equals(Files.readAllBytes(file), content)).as(file + " is right").isTrue();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  // ── two exchanges ─────────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @EnumSource
  void filesGoEitherWayOnEitherSidesWish(Protocol protocol) throws Exception {
    start();
    long[] ids = connect(protocol);
    for (int size : new int[] {0, 1, 256 << 10, (3 << 20) + 1}) {
      byte[] content = bytes(size);
      Files.write(here.resolve("server-" + size), content);
      Files.write(there.resolve("client-" + size), content);
      assertThat(server.send(ids[1], "server-" + size)).isInstanceOf(FileStart.Started.class);
      assertThat(client.send(ids[0], "client-" + size)).isInstanceOf(FileStart.Started.class);
      for (int i = 0; i < 2; i++) {
        assertThat(next(serverEnds).failure()).isNull();
        assertThat(next(clientEnds).failure()).isNull();
      }
      assertSame(there.resolve("server-" + size), content);
      assertSame(here.resolve("client-" + size), content);
    }
    byte[] content = bytes(1000);
    Files.write(here.resolve("asked"), content);
    assertThat(client.request(ids[0], "asked")).isInstanceOf(FileStart.Started.class);
    assertThat(next(clientEnds).state()).isEqualTo(FileTransferState.COMPLETED);
    assertSame(there.resolve("asked"), content);
    assertThat(names(here)).noneMatch(name -> name.endsWith(".part"));
    assertThat(server.count(FileCounter.SENT_BYTES))
        .isEqualTo(client.count(FileCounter.RECEIVED_BYTES));
  }

  @ParameterizedTest
  @EnumSource
  void aPartThatIsThereIsGoneOnWith(Protocol protocol) throws Exception {
    start();
    long[] ids = connect(protocol);
    byte[] content = bytes(2 << 20);
    Files.write(here.resolve("f"), content);
    Files.write(there.resolve(".f.part"), Arrays.copyOf(content, 1_500_000));
    server.send(ids[1], "f");
    FileTransferSnapshot end = next(clientEnds);
    assertThat(end.state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(end.resumedFromByte()).isEqualTo(1_500_000);
    assertThat(end.transferredBytes()).isEqualTo(content.length);
    assertThat(client.count(FileCounter.RECEIVED_BYTES)).isEqualTo(content.length - 1_500_000);
    assertSame(there.resolve("f"), content);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3000})
  void aPartOfSomethingElseIsThrownAway(int bytes) throws Exception {
    start();
    long[] ids = connect(Protocol.PACKET);
    byte[] content = bytes(2000);
    Files.write(here.resolve("f"), content);
    Files.write(there.resolve(".f.part"), bytes(bytes));
    server.send(ids[1], "f");
    FileTransferSnapshot end = next(clientEnds);
    assertThat(end.state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(end.resumedFromByte()).isZero();
    assertSame(there.resolve("f"), content);
  }

  @Test
  void aPartThatIsAllThereNeedsNothingMore() throws Exception {
    start();
    long[] ids = connect(Protocol.WEBSOCKET);
    byte[] content = bytes(2000);
    Files.write(here.resolve("f"), content);
    Files.write(there.resolve(".f.part"), content);
    server.send(ids[1], "f");
    assertThat(next(clientEnds).state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(next(serverEnds).state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(client.count(FileCounter.RECEIVED_BYTES)).isZero();
    assertSame(there.resolve("f"), content);
  }

  @Test
  void whatCannotBeginIsRefusedWithItsReason() throws Exception {
    start();
    long[] ids = connect(Protocol.PACKET);
    assertThat(refusal(server.send(ids[1], "missing"))).isEqualTo(FileFailure.NOT_FOUND);
    assertThat(refusal(server.send(ids[1], "../f"))).isEqualTo(FileFailure.BAD_NAME);
    assertThat(refusal(server.send(12345, "f"))).isEqualTo(FileFailure.GONE);
    Files.write(here.resolve("there-already"), bytes(1));
    assertThat(refusal(server.request(ids[1], "there-already"))).isEqualTo(FileFailure.EXISTS);
    assertThat(server.cancel(99)).isFalse();
    assertThat(server.count(FileCounter.REFUSED)).isEqualTo(1);
  }

  private static FileFailure refusal(FileStart start) {
    assertThat(start).isInstanceOf(FileStart.Refused.class);
    return ((FileStart.Refused) start).failure();
  }

  // ── what is there ─────────────────────────────────────────────────────────────────────────────

  private static String list(CompletableFuture<String> end) {
    return end.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  private FileListing ask(String path, List<String> found) {
    FileListing listing = new FileListing((name, bytes) -> found.add(name + " " + bytes));
    transport.connectWebSocket(WebSocketRequest.to(address(path)), listing, opening -> {});
    return listing;
  }

  @Test
  void filesAreListedByNamePageAfterPage() throws Exception {
    start();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      String name = "f" + (1000 + i);
      Files.write(here.resolve(name), bytes(i));
      expected.add(name + " " + i);
    }
    Files.write(here.resolve(".part.part"), bytes(1));
    Files.createDirectory(here.resolve("directory"));
    List<String> found = new CopyOnWriteArrayList<>();
    assertThat(list(ask("/files", found).end())).isEmpty();
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void whoMayNotReadOrHasAnAddressForOneFileGetsNoList() throws Exception {
    start(false, true, false, Duration.ofMinutes(2));
    Files.write(here.resolve("f"), bytes(1));
    List<String> found = new CopyOnWriteArrayList<>();
    assertThat(list(ask("/files", found).end())).contains("forbidden", "sending files is disabled");
    assertThat(list(ask("/files/f", found).end()))
        .contains("forbidden", "this address is for file f");
    assertThat(found).isEmpty();
  }

  private boolean isOfServer(long client) {
    return server.session(client) != null;
  }

  @Test
  void aClientThatCameForOneFileHasNoOther() throws Exception {
    start();
    Files.write(there.resolve("wanted"), bytes(10));
    Files.write(there.resolve("private"), bytes(10));
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    transport.connectWebSocket(
        WebSocketRequest.to(address("/files")),
        client.webSocketHandler("wanted"),
        opening::complete);
    opening.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    Patience.await("the server has its session")
        .until(() -> LongStream.of(transport.clients().ids()).anyMatch(this::isOfServer));
    long id =
        LongStream.of(transport.clients().ids()).filter(this::isOfServer).findAny().orElseThrow();
    server.request(id, "private");
    FileTransferSnapshot refused = next(serverEnds);
    assertThat(refused.failure()).isEqualTo(FileFailure.BAD_NAME);
    assertThat(refused.reason()).isEqualTo("this address is for file wanted");
    server.request(id, "wanted");
    assertThat(next(serverEnds).state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(names(here)).containsExactly("wanted");
  }

  @Test
  void progressIsToldInOrderAndEndsWithTheWhole() throws Exception {
    start();
    long[] ids = connect(Protocol.PACKET);
    AtomicLong last = new AtomicLong();
    AtomicLong count = new AtomicLong();
    client.addListener(
        new FileTransferListener() {
          @Override
          public void progressed(FileTransferSnapshot transfer) {
            assertThat(transfer.transferredBytes()).isGreaterThan(last.get());
            last.set(transfer.transferredBytes());
            count.incrementAndGet();
          }
        });
    Files.write(here.resolve("f"), bytes(2 << 20));
    server.send(ids[1], "f");
    FileTransferSnapshot end = next(clientEnds);
    assertThat(last.get()).isEqualTo(2 << 20);
    assertThat(count.get()).isGreaterThanOrEqualTo(8);
    assertThat(end.bytesPerSecond()).isPositive();
    assertThat(end.protocol()).isEqualTo("packet");
    assertThat(end.direction()).isEqualTo(FileDirection.RECEIVING);
  }

  // ── a peer that does what it likes ────────────────────────────────────────────────────────────

  @Test
  void aPeerThatFollowsTheStepsLeavesAFile() throws Exception {
    start();
    byte[] content = bytes(100_000);
    try (RawPeer peer = new RawPeer(address("/files/up.bin"))) {
      peer.say(new FileMessage.Info(null, content.length, sha256(content)));
      assertThat(peer.next()).isEqualTo(new FileMessage.Start(0, sha256(new byte[0])));
      assertThat(server.transfers()).hasSize(1);
      peer.say(new FileMessage.Content(0));
      peer.give(Arrays.copyOf(content, 70_000));
      peer.give(Arrays.copyOfRange(content, 70_000, 100_000));
      assertThat(peer.next()).isEqualTo(new FileMessage.Completed(100_000, sha256(content)));
    }
    assertSame(here.resolve("up.bin"), content);
    assertThat(names(here)).containsExactly("up.bin");
  }

  @Test
  void aConnectionThatBreaksLeavesAPartToGoOnWith() throws Exception {
    start();
    byte[] content = bytes(1_000_000);
    FileMessage.Info info = new FileMessage.Info("f", content.length, sha256(content));
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(info);
      peer.next();
      peer.say(new FileMessage.Content(0)).give(Arrays.copyOf(content, 600_000));
      Patience.await("it is written")
          .until(() -> server.count(FileCounter.RECEIVED_BYTES) == 600_000);
    }
    assertThat(next(serverEnds).failure()).isEqualTo(FileFailure.GONE);
    assertThat(names(here)).containsExactly(".f.part");
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(info);
      assertThat(peer.next())
          .isEqualTo(new FileMessage.Start(600_000, sha256(Arrays.copyOf(content, 600_000))));
      peer.say(new FileMessage.Content(600_000));
      peer.give(Arrays.copyOfRange(content, 600_000, content.length));
      assertThat(peer.next()).isInstanceOf(FileMessage.Completed.class);
    }
    assertThat(server.count(FileCounter.RESUMED)).isEqualTo(1);
    assertSame(here.resolve("f"), content);
  }

  @Test
  void contentThatIsNotWhatWasAnnouncedLeavesNothing() throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Info("f", 4, sha256(bytes(4))));
      peer.next();
      peer.say(new FileMessage.Content(0)).give(new byte[4]);
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.HASH_MISMATCH);
      peer.say(new FileMessage.Info("f", 4, sha256(new byte[4])));
      assertThat(peer.next()).isInstanceOf(FileMessage.Start.class);
      peer.say(new FileMessage.Content(0)).give(new byte[5]);
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.PROTOCOL);
    }
    assertThat(server.count(FileCounter.HASH_MISMATCHES)).isEqualTo(1);
    assertThat(names(here)).doesNotContain("f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../f", "/etc/passwd", "..", "a/b", "a\\b", ".f.part", "NUL", "C:f"})
  void namesThatLeadElsewhereAreRefused(String name) throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Get(name));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.BAD_NAME);
      peer.say(new FileMessage.Info(name, 1, sha256(bytes(1))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.BAD_NAME);
    }
    assertThat(names(here)).isEmpty();
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    start();
    Path secret = Files.write(there.resolve("secret"), bytes(10));
    Files.createSymbolicLink(here.resolve("link"), secret);
    Files.createSymbolicLink(here.resolve(".f.part"), secret);
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Get("link"));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.NOT_FOUND);
      peer.say(new FileMessage.Info("f", 1, sha256(bytes(1))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.DISK);
    }
    assertSame(secret, bytes(10));
  }

  @Test
  void anAddressAboutOneFileIsAboutNoOther() throws Exception {
    start();
    Files.write(here.resolve("other"), bytes(10));
    try (RawPeer peer = new RawPeer(address("/files/mine"))) {
      peer.say(new FileMessage.Get("other"));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.BAD_NAME);
      peer.say(new FileMessage.Get(null));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.NOT_FOUND);
    }
  }

  @Test
  void whatIsNotAllowedIsRefused() throws Exception {
    start(false, true, false, Duration.ofMinutes(2));
    Files.write(here.resolve("f"), bytes(10));
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Get("f"));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.FORBIDDEN);
      peer.say(new FileMessage.Info("f", 1, sha256(bytes(1))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.EXISTS);
      peer.say(new FileMessage.Info("g", LARGEST_BYTES + 1, sha256(bytes(1))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.TOO_LARGE);
    }
    assertThat(server.count(FileCounter.REFUSED)).isEqualTo(3);
  }

  @Test
  void aReadOnlyExchangeTakesNothing() throws Exception {
    start(true, false, false, Duration.ofMinutes(2));
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Info("f", 1, sha256(bytes(1))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.FORBIDDEN);
    }
    assertThat(names(here)).isEmpty();
  }

  @Test
  void anotherFileIsReplacedOnlyWhereThatIsAllowed() throws Exception {
    start(true, true, true, Duration.ofMinutes(2));
    Files.write(here.resolve("f"), bytes(10));
    byte[] content = bytes(20);
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Info("f", 20, sha256(content)));
      peer.next();
      assertSame(here.resolve("f"), bytes(10));
      peer.say(new FileMessage.Content(0)).give(content);
      assertThat(peer.next()).isInstanceOf(FileMessage.Completed.class);
    }
    assertSame(here.resolve("f"), content);
  }

  @Test
  void transfersAreBoundedAndOneThatStallsGivesItsPlaceToAnother() throws Exception {
    start(true, true, false, Duration.ofNanos(1));
    RawPeer[] peers = new RawPeer[MOST_TRANSFERS + 1];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = new RawPeer(address("/files"));
    }
    try {
      for (int i = 0; i < MOST_TRANSFERS; i++) {
        peers[i].say(new FileMessage.Info("f" + i, 1, sha256(bytes(1))));
        assertThat(peers[i].next()).isInstanceOf(FileMessage.Start.class);
      }
      RawPeer late = peers[MOST_TRANSFERS];
      late.say(new FileMessage.Info("late", 1, sha256(bytes(1))));
      assertThat(late.nextFailure()).isEqualTo(FileFailure.TOO_MANY);
      assertThat(peers[0].nextFailure()).isEqualTo(FileFailure.STALLED);
      late.say(new FileMessage.Info("late", 1, sha256(bytes(1))));
      assertThat(late.next()).isInstanceOf(FileMessage.Start.class);
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
    for (int i = 0; i < MOST_TRANSFERS + 1; i++) {
      next(serverEnds);
    }
  }

  @Test
  void aFileIsReceivedFromOnePeerAtATimeAndASessionReceivesOneFile() throws Exception {
    start();
    try (RawPeer first = new RawPeer(address("/files"));
        RawPeer second = new RawPeer(address("/files"))) {
      first.say(new FileMessage.Info("f", 1, sha256(bytes(1))));
      first.next();
      second.say(new FileMessage.Info("F", 1, sha256(bytes(1))));
      assertThat(second.nextFailure()).isEqualTo(FileFailure.BUSY);
      first.say(new FileMessage.Info("g", 1, sha256(bytes(1))));
      assertThat(first.nextFailure()).isEqualTo(FileFailure.BUSY);
    }
  }

  @Test
  void aTransferThatIsCalledOffEndsOnBothSidesAndTheSessionGoesOn() throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Info("f", 100, sha256(bytes(100))));
      peer.next();
      peer.say(new FileMessage.Content(0)).give(Arrays.copyOf(bytes(100), 50));
      Patience.await("it runs").until(() -> server.count(FileCounter.RECEIVED_BYTES) == 50);
      assertThat(server.cancel(server.transfers().get(0).id())).isTrue();
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.CANCELLED);
      assertThat(next(serverEnds).failure()).isEqualTo(FileFailure.CANCELLED);
      peer.give(new byte[1000]);
      peer.say(new FileMessage.Info("g", 0, sha256(new byte[0])));
      assertThat(peer.next()).isInstanceOf(FileMessage.Start.class);
      peer.say(new FileMessage.Content(0));
      assertThat(peer.next()).isInstanceOf(FileMessage.Completed.class);
    }
    assertThat(names(here)).containsExactly(".f.part", "g");
  }

  @Test
  void aPeerIsSlowedDownWhileTheDiskIsBehindAndLosesNothing() throws Exception {
    start();
    CountDownLatch disk = new CountDownLatch(1);
    byte[] content = bytes((int) LARGEST_BYTES);
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Info("f", content.length, sha256(content)));
      peer.next();
      transport.jobs().setWorkers(1);
      transport.jobs().submit(Job.of("the disk", disk::await));
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                peer.say(new FileMessage.Content(0));
                for (int from = 0; from < content.length; from += 64 << 10) {
                  peer.give(Arrays.copyOfRange(content, from, from + (64 << 10)));
                }
              });
      Patience.await("reading pauses").until(() -> server.count(FileCounter.READS_PAUSED) > 0);
      assertThat(server.count(FileCounter.RECEIVED_BYTES)).isZero();
      disk.countDown();
      sent.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
      assertThat(peer.next()).isInstanceOf(FileMessage.Completed.class);
    }
    assertSame(here.resolve("f"), content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{\"type\":\"start\",\"offset\":0,\"sha256\":\"bad\"}",
      })
  void whatIsNoMessageIsAnsweredAndTheSessionGoesOn(String text) throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(text);
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.PROTOCOL);
      peer.give(new byte[10]);
      peer.say(new FileMessage.Start(0, sha256(new byte[0])));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.PROTOCOL);
    }
  }

  /** Each of its chunks would be a job, and memory kept for as long as the session is open. */
  @Test
  void contentThatNobodyAskedForIsNotCollected() throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.give(new byte[2 * ContentChunks.CHUNK_BYTES]);
      peer.say(new FileMessage.Start(0, sha256(new byte[0])));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.PROTOCOL);
    }
    assertThat(transport.jobs().snapshot().counters().get(JobCounter.ACCEPTED))
        .as("jobs: the message, and the end at most")
        .isLessThanOrEqualTo(2);
  }

  @Test
  void aMessageThatIsTooLongEndsTheSession() throws Exception {
    start();
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say("x".repeat(5000));
      assertThat(next(peer.closes)).isEqualTo(1009);
    }
  }

  @Test
  void aReceiverThatWantsWhatIsNotThereIsToldSo() throws Exception {
    start();
    Files.write(here.resolve("f"), bytes(10));
    try (RawPeer peer = new RawPeer(address("/files"))) {
      peer.say(new FileMessage.Get("f"));
      assertThat(peer.next()).isEqualTo(new FileMessage.Info("f", 10, sha256(bytes(10))));
      peer.say(new FileMessage.Start(11, sha256(bytes(11))));
      assertThat(peer.nextFailure()).isEqualTo(FileFailure.PROTOCOL);
    }
  }
}
