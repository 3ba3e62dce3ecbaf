package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamHealth.Warning;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    assertThat(PublisherRequests.of(null))
        .isEqualTo(new PublisherRequests(false, false, false, null));
    assertThat(PublisherRequests.of("requests=keyframe"))
        .isEqualTo(new PublisherRequests(true, false, false, null));
    assertThat(PublisherRequests.of("a=b&requests=received,of-tomorrow"))
        .isEqualTo(new PublisherRequests(false, true, false, null));
    assertThat(PublisherRequests.of("requests=keyframe%2Creceived"))
        .isEqualTo(new PublisherRequests(true, true, false, null));
    assertThat(PublisherRequests.of("requests=warnings"))
        .isEqualTo(new PublisherRequests(false, false, true, null));
    assertThat(PublisherRequests.of("xrequests=keyframe&requests="))
        .isEqualTo(new PublisherRequests(false, false, false, null));
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
  void whatHurtsViewersIsToldOnceWhenItBeginsAndOnceWhenItIsOver() {
    List<Warning> now = new ArrayList<>();
    WarningMessages messages = new WarningMessages(() -> nowNanos / 1_000_000, () -> now);
    List<String> told = new ArrayList<>();
    messages.tell(all -> told.add(WarningMessages.json(all)));
    assertThat(told).as("nothing hurts").isEmpty();

    now.add(new Warning("LONG_KEYFRAME_INTERVAL", "a keyframe every 5.0 s: late viewers wait"));
    messages.tell(all -> told.add(WarningMessages.json(all)));
    assertThat(told).as("too early to look again").isEmpty();
    later();
    messages.tell(message -> false);
    later();
    messages.tell(all -> told.add(WarningMessages.json(all)));
    assertThat(told)
        .as("what was not sent is said again")
        .containsExactly(
            "{\"type\":\"warnings\",\"warnings\":[{\"kind\":\"LONG_KEYFRAME_INTERVAL\","
                + "\"text\":\"a keyframe every 5.0 s: late viewers wait\"}]}");

    now.set(0, new Warning("LONG_KEYFRAME_INTERVAL", "a keyframe every 6.0 s: late viewers wait"));
    later();
    messages.tell(all -> told.add(WarningMessages.json(all)));
    assertThat(told).as("another figure is no news").hasSize(1);
    now.clear();
    later();
    messages.tell(all -> told.add(WarningMessages.json(all)));
    assertThat(told).last().isEqualTo("{\"type\":\"warnings\",\"warnings\":[]}");
  }

  private void later() {
    nowNanos += Duration.ofMillis(WarningMessages.INTERVAL_MILLIS).toNanos();
  }

  @Test
  void aPublisherThatAsksIsToldThatItsKeyframesAreRare() throws IOException {
    when(session.sendText(any())).thenReturn(SendOutcome.QUEUED);
    open("requests=warnings");
    ByteBuffer media;
    try (InputStream recording =
        PublisherRequestsTest.class.getResourceAsStream("/media/h264-frag-every-frame.mp4")) {
      media = ByteBuffer.wrap(recording.readAllBytes());
    }
    handler.onPiece(session, MessageType.BINARY, media, true);
    verify(session, never()).sendText(any());
    nowNanos += Duration.ofSeconds(5).toNanos();
    receive(0, true);

    verify(session).sendText(contains("a keyframe every 5.0 s: late viewers wait"));
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
