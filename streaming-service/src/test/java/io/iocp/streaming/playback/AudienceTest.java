package io.iocp.streaming.playback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.test.FakeWsSession;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Viewers that come before their stream, and what they ask. */
class AudienceTest {

  private static final ServerId SELF = new ServerId("here");
  private static final StreamId DOOR = new StreamId("door");
  private static final StreamId HALL = new StreamId("hall");

  private final FakeWsSession session =
      new FakeWsSession("/watch/door", Map.of("stream", DOOR.name()));
  private final List<StreamId> requested = new ArrayList<>();
  private long nowNanos;

  private StreamRegistry streams(int mayWait) {
    RelayOptions defaults = RelayOptions.DEFAULTS;
    return new StreamRegistry(
        new RelayOptions(
            defaults.cache(),
            defaults.lag(),
            defaults.publishers(),
            defaults.maximumStreams(),
            mayWait),
        () -> nowNanos);
  }

  /** Offers one stream, and does something else when it is asked. */
  private StreamDemand demand(StreamId offered, Runnable asked) {
    return new StreamDemand() {
      @Override
      public boolean offers(StreamId id) {
        asked.run();
        return id.equals(offered);
      }

      @Override
      public void request(StreamId id) {
        requested.add(id);
      }

      @Override
      public List<StreamId> offered() {
        return List.of(offered);
      }
    };
  }

  private void come(StreamRegistry streams, StreamDemand demand, String query) {
    new Audience(streams, demand, SELF)
        .come(session, new WebSocketViewer(session), DOOR, ViewerRequest.of(query));
  }

  private void passes(StreamRegistry streams, Duration time) {
    nowNanos += time.toNanos();
    streams.tick(0);
  }

  @Test
  void aStreamOnDemandIsRequestedAndWaitedForWithoutBeingAskedTo() {
    StreamRegistry streams = streams(1);
    come(streams, demand(DOOR, () -> {}), null);
    assertThat(requested).containsExactly(DOOR);
    assertThat(streams.waiting().has(DOOR)).isTrue();

    passes(streams, Duration.ofSeconds(19));
    assertThat(session.closed()).isNull();
    passes(streams, Duration.ofSeconds(1));
    assertThat(session.closed()).isNotNull();
    assertThat(session.closed().code()).isEqualTo(4404);
  }

  @Test
  void whoAsksToWaitLongerDoes() {
    StreamRegistry streams = streams(1);
    come(streams, demand(DOOR, () -> {}), "wait=40s");
    passes(streams, Duration.ofSeconds(39));
    assertThat(session.closed()).isNull();
  }

  @Test
  void aStreamThatTurnsOutToBeNowhereIsRefusedAtOnceUnlessTheViewerAskedToWait() {
    StreamRegistry streams = streams(1);
    come(streams, demand(DOOR, () -> {}), "wait=1s");
    streams.waiting().absent(DOOR);
    assertThat(session.closed()).isNull();
    passes(streams, Duration.ofSeconds(60));
    assertThat(session.closed()).isNotNull();
  }

  @Test
  void whoDidNotAskToWaitIsToldThatTheStreamIsNowhere() {
    StreamRegistry streams = streams(1);
    come(streams, demand(DOOR, () -> {}), null);
    streams.waiting().absent(DOOR);
    assertThat(session.closed()).isNotNull();
    assertThat(session.closed().code()).isEqualTo(4404);
  }

  @Test
  void aRequestThatCameRoundThroughOtherServersIsRefusedWithWords() {
    come(streams(1), demand(DOOR, () -> {}), "via=there,here");
    assertThat(requested).isEmpty();
    assertThat(session.closed()).isNotNull();
    assertThat(session.closed().code()).isEqualTo(Audience.LOOP);
    assertThat(session.closed().reason()).contains("loop of servers");
  }

  @Test
  void aRequestThatHasPassedTooManyServersIsRefused() {
    come(streams(1), demand(DOOR, () -> {}), "via=1,2,3,4,5,6,7,8,9,10,11");
    assertThat(requested).isEmpty();
    assertThat(session.closed()).isNotNull();
    assertThat(session.closed().code()).isEqualTo(Audience.LOOP);
  }

  @Test
  void aStreamIsNotRequestedForAViewerThatMayNotWait() {
    come(streams(0), demand(DOOR, () -> {}), null);
    assertThat(requested).isEmpty();
    assertThat(session.closed()).isNotNull();
  }

  @Test
  void aStreamThatNobodyOffersIsRefused() {
    come(streams(1), demand(HALL, () -> {}), null);
    assertThat(requested).isEmpty();
    assertThat(session.closed()).isNotNull();
    assertThat(session.closed().code()).isEqualTo(4404);
  }

  @Test
  void theTimeIsTheFirstThatAViewerHearsWhichWantsIt() {
    StreamRegistry streams = streams(1);
    streams.publish(DOOR, 7, session.buffers());
    come(streams, StreamDemand.NONE, "time=true");
    assertThat(session.texts().get(0))
        .startsWith("{\"type\":\"time\",\"id\":0,\"serverTimeMillis\":");
  }

  @Test
  void aQuestionForTheTimeIsAnsweredByItsNumber() {
    StreamRegistry streams = streams(1);
    streams.publish(DOOR, 7, session.buffers());
    WatchHandler handler = new WatchHandler(new Audience(streams));
    handler.onOpen(session);
    assertThat(session.texts()).isEmpty();
    hear(handler, "{\"type\":\"time\",\"id\":7}");
    assertThat(session.texts()).hasSize(1);
    assertThat(session.texts().get(0))
        .startsWith("{\"type\":\"time\",\"id\":7,\"serverTimeMillis\":");
  }

  @Test
  void aViewerOfAStreamWithoutRenditionsIsToldThatThereIsNothingToChoose() {
    StreamRegistry streams = streams(1);
    streams.publish(DOOR, 7, session.buffers());
    WatchHandler handler = new WatchHandler(new Audience(streams));
    handler.onOpen(session);
    hear(handler, "{\"type\":\"rendition\",\"name\":\"lo\"}");
    assertThat(session.texts())
        .containsExactly(
            "{\"type\":\"rendition-refused\",\"reason\":\"door has no renditions to choose"
                + " from\"}");
  }

  @Test
  void aViewerOfRenditionsChoosesOneAndHearsWhatItCannotHave() {
    StreamRegistry streams = streams(1);
    streams.publish(new StreamId("door@hi"), 7, session.buffers());
    streams.publish(new StreamId("door@lo"), 8, session.buffers());
    WatchHandler handler = new WatchHandler(new Audience(streams));
    handler.onOpen(session);
    hear(handler, "{\"type\":\"rendition\",\"name\":\"lo\"}");
    hear(handler, "{\"type\":\"rendition\",\"name\":null}");
    hear(handler, "{\"type\":\"rendition\"}");
    assertThat(session.texts()).isEmpty();
    for (String name : List.of("\"mid\"", "\"../lo\"", "17", "[\"lo\"]", "{}")) {
      hear(handler, "{\"type\":\"rendition\",\"name\":" + name + "}");
    }
    assertThat(session.texts())
        .hasSize(5)
        .containsOnly(
            "{\"type\":\"rendition-refused\",\"reason\":\"door has no rendition of this name that"
                + " is live\"}");
  }

  @Test
  void aRenditionInAnAddressIsOneOfTheStreamOrNone() {
    assertThat(ViewerRequest.of("wait=1s&rendition=lo").heldRendition(DOOR))
        .isEqualTo(new StreamId("door@lo"));
    for (String query : List.of("", "rendition=", "rendition=a%2Fb", "rendition=a@b", "a=lo")) {
      assertThat(ViewerRequest.of(query).heldRendition(DOOR)).as(query).isNull();
    }
    assertThat(ViewerRequest.of("rendition=" + "x".repeat(60)).heldRendition(DOOR)).isNull();
    assertThat(ViewerRequest.of("rendition=lo").heldRendition(new StreamId("door@hi"))).isNull();
  }

  private void hear(WatchHandler handler, String text) {
    handler.onPiece(session, MessageType.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8)), true);
  }

  @Test
  void aViewerDoesNotWaitForAStreamThatCameWhileItDecidedTo() {
    StreamRegistry streams = streams(1);
    come(streams, demand(HALL, () -> streams.publish(DOOR, 7, session.buffers())), "wait=40s");
    assertThat(streams.waiting().size()).isZero();
    assertThat(streams.find(DOOR).orElseThrow().viewers()).isEqualTo(1);
  }
}
