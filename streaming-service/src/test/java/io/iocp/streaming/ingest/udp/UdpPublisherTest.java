package io.iocp.streaming.ingest.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.datagram.DatagramSession;
import io.iocp.streaming.ingest.AllowedSenders;
import io.iocp.streaming.ingest.IngestCounter;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.udp.protocol.UdpCounter;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.input.Recording;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpPublisherTest {

  private static final int DATAGRAM_BYTES = 7 * 188;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final StreamId DESK = new StreamId("desk");
  private static final byte[] RECORDING = Recording.resource("h264-aac.ts");
  private static final InetSocketAddress FIRST = new InetSocketAddress("192.0.2.1", 1000);
  private static final InetSocketAddress SECOND = new InetSocketAddress("192.0.2.2", 1000);
  private static final InetSocketAddress STRANGER = new InetSocketAddress("198.51.100.1", 1000);

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private long nowNanos;
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos);
  private final Publishing publishing =
      new Publishing(streams, MediaLimits.DEFAULTS, new CollectingMemory(64 << 20), () -> nowNanos);
  private final UdpPublisher publisher =
      new UdpPublisher(
          DESK,
          new UdpOptions(AllowedSenders.parse(List.of("192.0.2.0/24")), TIMEOUT),
          publishing,
          this::admit,
          () -> nowNanos);

  private @Nullable String denial;
  private final List<String> admissions = new ArrayList<>();
  // Not null while decisions are made later.
  private @Nullable List<Runnable> later;
  private PublishAccess.Ending ending;

  private void admit(
      StreamId stream,
      String query,
      long id,
      InetSocketAddress sender,
      PublishAccess.Ending end,
      Consumer<Supplier<Admission>> answer) {
    admissions.add("asked");
    ending = end;
    Supplier<Admission> decision =
        () ->
            denial == null
                ? Admission.admitted(() -> admissions.add("gone"))
                : Admission.refused(denial);
    if (later == null) {
      answer.accept(decision);
    } else {
      later.add(() -> answer.accept(decision));
    }
  }

  private final DatagramSession session =
      new DatagramSession() {
        @Override
        public InetSocketAddress localAddress() {
          return new InetSocketAddress(0);
        }

        @Override
        public BufferPool buffers() {
          return pool;
        }

        @Override
        public void execute(Runnable task) {
          task.run();
        }
      };

  @BeforeEach
  void open() {
    publisher.onOpen(session);
  }

  @AfterEach
  void nothingIsLeft() {
    publisher.onClosed(session);
    streams.endAll();
    assertThat(pool.statistics().used()).isZero();
  }

  private void send(InetSocketAddress sender, int datagram) {
    int at = datagram * DATAGRAM_BYTES;
    int count = Math.min(DATAGRAM_BYTES, RECORDING.length - at);
    publisher.onDatagram(session, sender, ByteBuffer.wrap(RECORDING, at, count).slice());
  }

  private void sendAll(InetSocketAddress sender) {
    for (int i = 0; i * DATAGRAM_BYTES < RECORDING.length; i++) {
      send(sender, i);
    }
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
    publisher.tick();
  }

  private long count(UdpCounter counter) {
    return publisher.counters().count(counter);
  }

  private long chunks() {
    return streams.counters().count(RelayCounter.CHUNKS_PUBLISHED);
  }

  @Test
  void theFirstSenderHasTheStreamAndOthersAreIgnored() {
    send(FIRST, 0);
    send(SECOND, 0);
    send(new InetSocketAddress(FIRST.getAddress(), 2000), 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
    assertThat(count(UdpCounter.IGNORED)).isEqualTo(2);
    sendAll(FIRST);
    assertThat(chunks()).isGreaterThan(100);
    assertThat(streams.find(DESK).orElseThrow().isFed()).isTrue();
  }

  @Test
  void oneThatIsSilentLosesTheStreamWhichWaitsForTheNext() {
    sendAll(FIRST);
    long before = chunks();
    pass(TIMEOUT.minusMillis(1));
    assertThat(count(UdpCounter.SILENT)).isZero();
    pass(Duration.ofMillis(1));
    assertThat(count(UdpCounter.SILENT)).isEqualTo(1);
    assertThat(streams.find(DESK).orElseThrow().isFed()).isFalse();
    sendAll(SECOND);
    assertThat(streams.find(DESK).orElseThrow().isFed()).isTrue();
    assertThat(chunks()).isEqualTo(2 * before);
    pass(TIMEOUT);
    assertThat(count(UdpCounter.SILENT)).isEqualTo(2);
  }

  @Test
  void whoIsNotAllowedIsNotHeard() {
    sendAll(STRANGER);
    assertThat(streams.size()).isZero();
    assertThat(count(UdpCounter.REFUSED)).isPositive();
    sendAll(FIRST);
    assertThat(streams.size()).isEqualTo(1);
  }

  @Test
  void whatIsNoTransportStreamBeginsNothing() {
    publisher.onDatagram(session, FIRST, ByteBuffer.wrap(new byte[DATAGRAM_BYTES]));
    publisher.onDatagram(session, FIRST, ByteBuffer.allocate(0));
    assertThat(streams.size()).isZero();
    assertThat(count(UdpCounter.NOT_TRANSPORT)).isEqualTo(2);
  }

  @Test
  void aLostDatagramIsCountedAndVideoGoesOnAtAKeyframe() {
    sendAll(FIRST);
    long whole = chunks();
    pass(TIMEOUT);
    for (int i = 0; i * DATAGRAM_BYTES < RECORDING.length; i++) {
      if (i != 3) {
        send(FIRST, i);
      }
    }
    assertThat(count(UdpCounter.PACKETS_LOST)).isBetween(1L, 7L);
    assertThat(chunks() - whole).isBetween(whole / 2, whole - 1);
  }

  @Test
  void whileSomebodyElsePublishesTheNameDatagramsAreRefusedAndTriedAgainLater() {
    UdpPublisher other =
        new UdpPublisher(
            DESK,
            new UdpOptions(AllowedSenders.parse(List.of()), TIMEOUT),
            publishing,
            this::admit,
            () -> nowNanos);
    other.onOpen(session);
    byte[] start = Arrays.copyOf(RECORDING, DATAGRAM_BYTES);
    other.onDatagram(session, SECOND, ByteBuffer.wrap(start));
    send(FIRST, 0);
    send(FIRST, 1);
    assertThat(publishing.counters().count(IngestCounter.REFUSED_NAME_TAKEN)).isEqualTo(1);
    assertThat(count(UdpCounter.REFUSED)).isEqualTo(2);
    other.onClosed(session);
    pass(Duration.ofSeconds(9));
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isZero();
    pass(Duration.ofSeconds(1));
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
  }

  @Test
  void aStreamThatIsStoppedRestsBeforeItsSenderIsHeardAgain() {
    send(FIRST, 0);
    streams.endAll();
    send(FIRST, 1);
    send(FIRST, 2);
    assertThat(streams.size()).isZero();
    assertThat(count(UdpCounter.REFUSED)).isEqualTo(1);
  }

  @Test
  void afterAFailureTheSenderBeginsAnewAfterARest() {
    sendAll(FIRST);
    publisher.onFailure(session);
    assertThat(streams.find(DESK).orElseThrow().isFed()).isFalse();
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
    pass(Duration.ofSeconds(10));
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(2);
  }

  @Test
  void whoMayNotPublishIsAskedAboutOnceInAWhileAndKeepsNobodyElseOut() {
    denial = "no rule permits this";
    sendAll(FIRST);
    assertThat(admissions).containsExactly("asked");
    assertThat(count(UdpCounter.BEGUN)).isZero();
    assertThat(count(UdpCounter.REFUSED)).isPositive();

    denial = null;
    send(SECOND, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
    pass(TIMEOUT);
    assertThat(admissions).containsExactly("asked", "asked", "gone");
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
    pass(Duration.ofSeconds(10));
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(2);
  }

  @Test
  void whileItIsBeingDecidedNothingIsAskedAgainAndADecisionThatComesTooLateCountsForNothing() {
    List<Runnable> decisions = new ArrayList<>();
    later = decisions;
    sendAll(FIRST);
    send(SECOND, 0);
    assertThat(admissions).containsExactly("asked", "asked");
    assertThat(count(UdpCounter.BEGUN)).isZero();
    decisions.forEach(Runnable::run);
    send(FIRST, 0);
    assertThat(count(UdpCounter.BEGUN)).isEqualTo(1);
    send(SECOND, 0);
    assertThat(count(UdpCounter.IGNORED)).isEqualTo(1);
    assertThat(admissions).doesNotContain("gone");
  }

  @Test
  void notMoreThanAFewAddressesAreAskedAboutAtOnce() {
    later = new ArrayList<>();
    for (int i = 0; i < 2 * UndecidedSenders.MOST_ASKED; i++) {
      send(new InetSocketAddress("192.0.2." + (1 + i), 1000), 0);
    }
    assertThat(admissions).hasSize(UndecidedSenders.MOST_ASKED);
  }

  @Test
  void oneWhoMayPublishNoLongerLosesTheStream() {
    sendAll(FIRST);
    ending.end(4403, "no rule permits this");
    assertThat(streams.find(DESK).orElseThrow().isFed()).isFalse();
    assertThat(admissions).containsExactly("asked", "gone");
    send(FIRST, 0);
    assertThat(admissions).containsExactly("asked", "gone");
    send(SECOND, 0);
    assertThat(streams.find(DESK).orElseThrow().isFed()).isTrue();
  }

  @Test
  void itsBytesAreCountedForAsLongAsItHasTheStream() {
    send(FIRST, 0);
    send(FIRST, 1);
    long id = streams.find(DESK).orElseThrow().snapshot().publisher();
    assertThat(publisher.receivedBytes(id)).hasValue(2L * DATAGRAM_BYTES);
    assertThat(publisher.receivedBytes(id - 1)).isEmpty();
    pass(TIMEOUT);
    assertThat(publisher.receivedBytes(id)).isEmpty();
  }
}
