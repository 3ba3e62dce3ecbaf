package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What publishers may keep from each other: names, places, and buffers. */
class PublishersTest {

  private static final int SLOT_BYTES = 4 << 10;
  private static final int SLOTS = 64;
  private static final Duration SILENT_AFTER = Duration.ofSeconds(30);
  private static final int MOST_STREAMS = 3;

  private final BufferPool pool =
      new BufferPool(
          new BufferPoolOptions(SLOTS * SLOT_BYTES, SLOTS * SLOT_BYTES, List.of(SLOT_BYTES)),
          AddressResolver.NONE);
  private long nowNanos;
  private final StreamRegistry streams =
      new StreamRegistry(
          new RelayOptions(
              new CacheLimits(SLOTS * SLOT_BYTES, 100),
              new LagPolicy(1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(10)),
              new PublisherPolicy(SILENT_AFTER, Duration.ZERO, Duration.ZERO, false),
              MOST_STREAMS,
              0),
          () -> nowNanos);
  private final Publishing publishing =
      new Publishing(streams, MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> nowNanos);
  private final PublishHandler handler = new PublishHandler(publishing);
  private final List<WsSession> sessions = new ArrayList<>();

  @AfterEach
  void everythingIsGivenBack() {
    sessions.forEach(session -> handler.onClose(session, new WsClose(CloseCode.NORMAL, "")));
    assertThat(streams.size()).isZero();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void aPublisherThatIsSilentGivesItsNameToAnother() {
    WsSession squatter = publisher("desk");
    pass(SILENT_AFTER);
    WsSession other = publisher("desk");

    verify(squatter)
        .close(
            new WsClose(
                4408, "no media for too long, and another publisher needs the name or the place"));
    assertThat(other.attachment()).isNotNull();
    assertThat(publishing.counters().count(IngestCounter.REPLACED_SILENT)).isEqualTo(1);
  }

  @Test
  void aPublisherThatSendsKeepsItsName() {
    WsSession first = publisher("desk");
    pass(SILENT_AFTER.minusSeconds(1));
    send(first, picture(100));
    pass(SILENT_AFTER.minusSeconds(1));
    WsSession second = publisher("desk");

    verify(first, never()).close(any());
    verify(second).close(new WsClose(4409, "desk is already published"));
  }

  @Test
  void aPublisherThatIsSilentGivesItsPlaceToAnotherName() {
    WsSession oldest = publisher("a");
    pass(SILENT_AFTER);
    publisher("b");
    publisher("c");
    publisher("d");
    WsSession tooMany = publisher("e");

    verify(oldest)
        .close(
            new WsClose(
                4408, "no media for too long, and another publisher needs the name or the place"));
    verify(tooMany)
        .close(new WsClose(CloseCode.TRY_AGAIN_LATER, "the maximum number of streams is reached"));
  }

  @Test
  void aChunkWithoutAnEndIsGivenUpWhenBuffersAreScarce() {
    WsSession hog = publisher("hog");
    send(hog, start(picture((SLOTS - 10) * SLOT_BYTES)));
    assertThat(pool.freeBytes()).isLessThan(SLOTS / 2 * SLOT_BYTES);
    WsSession good = publisher("good");
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofSeconds(1));
      send(good, picture(6 * SLOT_BYTES));
    }

    assertThat(streams.find(new StreamId("good")).orElseThrow().snapshot().chunks()).isEqualTo(3);
    assertThat(pool.freeBytes()).isGreaterThan(SLOTS / 2 * SLOT_BYTES);
    assertThat(publishing.counters().count(IngestCounter.POOL_RECLAIMED)).isPositive();
  }

  @Test
  void groupsOfPicturesBeyondAShareAreGivenUpWhenBuffersAreScarce() {
    WsSession hog = publisher("hog");
    send(hog, picture((SLOTS - 10) * SLOT_BYTES));
    WsSession good = publisher("good");
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofSeconds(1));
      send(good, picture(6 * SLOT_BYTES));
    }

    assertThat(streams.counters().count(RelayCounter.CHUNKS_LOST_NO_BUFFERS)).isLessThan(2);
    assertThat(pool.freeBytes()).isGreaterThan(SLOTS / 2 * SLOT_BYTES);
  }

  @Test
  void aPublisherThatSendsFarMoreChunksThanCanBeShownIsClosed() {
    WsSession flood = publisher("flood");
    byte[] tiny = picture(0);
    byte[] thousand = new byte[tiny.length * 1000];
    for (int i = 0; i < thousand.length; i++) {
      thousand[i] = tiny[i % tiny.length];
    }
    send(flood, thousand, ChunkPace.BURST / 1000 - 1);
    pass(Duration.ofSeconds(4));
    send(flood, thousand, 4 * ChunkPace.PER_SECOND / 1000);
    verify(flood, never()).close(any());
    send(flood, thousand, 2);

    verify(flood)
        .close(
            new WsClose(
                CloseCode.POLICY_VIOLATION,
                "more than 2000 chunks a second: publish in real time"));
    assertThat(publishing.counters().count(IngestCounter.REFUSED_TOO_FAST)).isEqualTo(1);
    assertThat(streams.size()).isZero();
  }

  private void send(WsSession session, byte[] bytes, int times) {
    for (int i = 0; i < times; i++) {
      send(session, bytes);
    }
  }

  private WsSession publisher(String name) {
    WsSession session = mock(WsSession.class);
    when(session.id()).thenReturn(sessions.size() + 1L);
    when(session.variable("stream")).thenReturn(name);
    when(session.buffers()).thenReturn(pool);
    doAnswer(
            call -> {
              when(session.attachment()).thenReturn(call.getArgument(0));
              return null;
            })
        .when(session)
        .attach(any());
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(session)
        .execute(any());
    handler.onOpen(session);
    sessions.add(session);
    return session;
  }

  private void send(WsSession session, byte[] bytes) {
    handler.onPiece(session, MessageType.BINARY, ByteBuffer.wrap(bytes), true);
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  /** A JPEG picture: SOI, an empty SOS, that much of a scan, EOI. */
  private static byte[] picture(int scanBytes) {
    byte[] picture = new byte[scanBytes + 8];
    ByteBuffer.wrap(picture)
        .put(HexFormat.of().parseHex("FFD8FFDA0002"))
        .position(picture.length - 2)
        .put(HexFormat.of().parseHex("FFD9"));
    return picture;
  }

  private static byte[] start(byte[] picture) {
    return Arrays.copyOf(picture, picture.length - 2);
  }
}
