package io.iocp.streaming.ingest.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
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
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.AllowedSenders;
import io.iocp.streaming.ingest.IngestCounter;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.input.Recording;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpHandlerTest {

  private static final String ALLOWED = "192.0.2.1";

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> 0);
  private final Publishing publishing =
      new Publishing(streams, MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> 0);
  private @Nullable String denial;
  private boolean deciding;
  private final List<Runnable> later = new ArrayList<>();
  private final List<Long> gone = new ArrayList<>();
  private final TcpHandler handler =
      new TcpHandler(
          new StreamId("gate"),
          AllowedSenders.parse(List.of("192.0.2.0/24")),
          publishing,
          (stream, query, id, remoteAddress, ending, answer) -> {
            Supplier<Admission> decision =
                () ->
                    denial == null
                        ? Admission.admitted(() -> gone.add(id))
                        : Admission.refused(denial);
            if (deciding) {
              later.add(() -> answer.accept(decision));
            } else {
              answer.accept(decision);
            }
          });

  @AfterEach
  void everythingIsGivenBack() {
    streams.endAll();
    assertThat(pool.statistics().used()).isZero();
  }

  private SocketSession open(long id, String address) {
    SocketSession session = mock(SocketSession.class);
    when(session.id()).thenReturn(id);
    when(session.buffers()).thenReturn(pool);
    when(session.remoteAddress()).thenReturn(new InetSocketAddress(address, 1000));
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
    return session;
  }

  private void send(SocketSession session, byte[] bytes) {
    handler.onPiece(session, ByteBuffer.wrap(bytes));
  }

  @Test
  void thatThePublisherFinishesEndsTheStream() {
    SocketSession session = open(1, ALLOWED);
    verify(session).opened();
    send(session, Recording.resource("h264-aac.ts"));
    assertThat(streams.size()).isEqualTo(1);
    handler.onPeerFinished(session);
    assertThat(streams.size()).isZero();
    verify(session).close();
    handler.onClosed(session);
  }

  @Test
  void aConnectionThatBreaksLeavesTheStreamToAnotherPublisher() {
    SocketSession session = open(1, ALLOWED);
    send(session, Recording.resource("h264-aac.ts"));
    handler.onClosed(session);
    assertThat(streams.snapshots().get(0).waiting()).isTrue();
    verify(open(2, ALLOWED)).opened();
  }

  @Test
  void aSecondPublisherIsClosedAndDoesNotDisturbTheFirst() {
    SocketSession first = open(1, ALLOWED);
    SocketSession second = open(2, ALLOWED);
    verify(second).close();
    verify(second, never()).opened();
    handler.onClosed(second);
    verify(first, never()).close();
    assertThat(publishing.counters().count(IngestCounter.REFUSED_NAME_TAKEN)).isEqualTo(1);
  }

  @Test
  void whoIsNotAllowedIsClosed() {
    SocketSession session = open(1, "198.51.100.1");
    verify(session).close();
    send(session, Recording.resource("h264-aac.ts"));
    handler.onPeerFinished(session);
    handler.onClosed(session);
    assertThat(streams.size()).isZero();
  }

  @Test
  void whatIsNoContainerClosesTheConnection() {
    SocketSession session = open(1, ALLOWED);
    send(session, "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
    verify(session).close();
    assertThat(streams.size()).isZero();
    assertThat(publishing.counters().count(IngestCounter.REFUSED_UNKNOWN_CONTAINER)).isEqualTo(1);
  }

  @Test
  void whomNoRuleLetsPublishIsClosed() {
    denial = "no rule permits this";
    SocketSession session = open(1, ALLOWED);
    verify(session).close();
    send(session, Recording.resource("h264-aac.ts"));
    handler.onClosed(session);
    assertThat(streams.size()).isZero();
    assertThat(gone).isEmpty();
  }

  @Test
  void nothingIsReadUntilItIsDecidedAndNothingIsLost() {
    deciding = true;
    SocketSession session = open(1, ALLOWED);
    verify(session).pause();
    send(session, Recording.resource("h264-aac.ts"));
    assertThat(streams.size()).isZero();
    later.remove(0).run();
    verify(session).resume();
    assertThat(streams.snapshots()).hasSize(1);
    handler.onClosed(session);
    assertThat(gone).containsExactly(1L);
  }

  @Test
  void oneWhoHasGoneBeforeItIsDecidedPublishesNothing() {
    deciding = true;
    SocketSession session = open(1, ALLOWED);
    handler.onClosed(session);
    later.remove(0).run();
    assertThat(streams.size()).isZero();
    assertThat(gone).isEmpty();
  }
}
