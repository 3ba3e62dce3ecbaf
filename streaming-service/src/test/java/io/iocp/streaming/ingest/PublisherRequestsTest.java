package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What publishers that speak WebSocket are told, if they want to. */
class PublisherRequestsTest {

  private long nowNanos;
  private final WsSession session = mock(WsSession.class);
  private final PublishHandler handler =
      new PublishHandler(
          new Publishing(
              new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos),
              MediaLimits.DEFAULTS,
              new CollectingMemory(64 << 20),
              () -> nowNanos));

  @Test
  void theQuerySaysWhatAPublisherTakes() {
    assertThat(PublisherRequests.of(null)).isEqualTo(new PublisherRequests(false, false, null));
    assertThat(PublisherRequests.of("requests=keyframe"))
        .isEqualTo(new PublisherRequests(true, false, null));
    assertThat(PublisherRequests.of("a=b&requests=received,of-tomorrow"))
        .isEqualTo(new PublisherRequests(false, true, null));
    assertThat(PublisherRequests.of("requests=keyframe%2Creceived"))
        .isEqualTo(new PublisherRequests(true, true, null));
    assertThat(PublisherRequests.of("xrequests=keyframe&requests="))
        .isEqualTo(new PublisherRequests(false, false, null));
  }

  @Test
  void howMuchHasArrivedIsSaidBehindWholeMessagesTwiceASecondAtMost() {
    open("requests=received");
    receive(3, false);
    verify(session, never()).sendText(any());
    receive(2, true);
    verify(session).sendText("{\"type\":\"received\",\"bytes\":5}");
    receive(1, true);
    nowNanos += Duration.ofMillis(500).toNanos();
    receive(1, true);

    verify(session).sendText("{\"type\":\"received\",\"bytes\":7}");
    verify(session, times(2)).sendText(any());
  }

  @Test
  void whoAsksForNothingIsToldNothing() {
    open(null);
    receive(5, true);

    verify(session, never()).sendText(any());
  }

  private void open(String query) {
    when(session.variable("stream")).thenReturn("desk");
    when(session.query()).thenReturn(query);
    when(session.buffers())
        .thenReturn(new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE));
    doAnswer(
            call -> {
              when(session.attachment()).thenReturn(call.getArgument(0));
              return null;
            })
        .when(session)
        .attach(any());
    handler.onOpen(session);
  }

  /** The beginning of a container. */
  private void receive(int bytes, boolean last) {
    handler.onPiece(session, MessageType.BINARY, ByteBuffer.allocate(bytes), last);
  }

  @Test
  void whetherItIsRecordedIsAWishOrNone() {
    assertThat(PublisherRequests.of("record=true").record()).isTrue();
    assertThat(PublisherRequests.of("requests=keyframe&record=false").record()).isFalse();
    assertThat(PublisherRequests.of("record=maybe").record()).isNull();
  }
}
