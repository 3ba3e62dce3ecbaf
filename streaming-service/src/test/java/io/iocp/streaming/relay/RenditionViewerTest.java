package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.relay.FakeWorker.Peer;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two renditions of a stream, and a viewer that has the one that its link carries. */
class RenditionViewerTest {

  private static final StreamId DESK = new StreamId("desk");

  private final FakeWorker worker = new FakeWorker();
  private long nowNanos;
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos);
  private final Feed high = publish("desk@hi", 1);
  private final Feed low = publish("desk@lo", 2);
  private @Nullable RenditionViewer viewer;

  @BeforeEach
  void bothHaveMedia() {
    begin(high);
    begin(low);
    media(high, "Khi0", 4_000);
    media(low, "Klo0", 400);
    passes(Duration.ofSeconds(1));
  }

  @AfterEach
  void everyBufferIsBack() {
    if (viewer != null) {
      viewer.leave();
    }
    streams.endAll();
    worker.run();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void aViewerBeginsWithTheBestRendition() {
    Peer peer = join();

    assertThat(media(peer)).containsExactly("desk@hi", "Khi0");
    assertThat(peer.got.get(0)).contains("\"stream\":\"desk@hi\"");
  }

  @Test
  void aViewerWhoseLinkIsTooSlowGoesOnWithTheSmallerOneAtOnce() {
    Peer peer = join();
    fallBehind(peer);

    assertThat(media(peer)).containsExactly("desk@hi", "Khi0", "desk@lo", "Klo0");
    media(high, "Khi2", 4_000);
    media(low, "dlo1", 400);
    worker.run();
    assertThat(media(peer)).endsWith("desk@lo", "Klo0", "dlo1");
    assertThat(streams.counters().count(RelayCounter.RENDITION_LOWERED)).isOne();
    assertThat(streams.find(high.id()).orElseThrow().viewers()).isZero();
  }

  @Test
  void aViewerWhoseLinkHealsMovesUpAtAKeyframeAndMissesNothingUntilThen() {
    Peer peer = join();
    fallBehind(peer);
    passes(Duration.ofSeconds(6));

    media(low, "dlo1", 400);
    media(high, "dhi3", 4_000);
    worker.run();
    assertThat(media(peer)).endsWith("Klo0", "dlo1");
    media(low, "dlo2", 400);
    worker.run();
    media(high, "Khi4", 4_000);
    worker.run();
    media(low, "dlo3", 400);
    media(high, "dhi5", 4_000);
    worker.run();

    assertThat(media(peer)).endsWith("Klo0", "dlo1", "dlo2", "desk@hi", "Khi4", "dhi5");
    assertThat(streams.counters().count(RelayCounter.RENDITION_RAISED)).isOne();
  }

  @Test
  void aViewerWhoseRenditionEndsGoesOnWithAnother() {
    Peer peer = join();
    streams.end(high.stream());
    worker.run();

    assertThat(media(peer)).endsWith("desk@lo", "Klo0");
    verify(peer.session, never()).close(any());
  }

  @Test
  void aViewerWhoseRenditionLosesItsPublisherGoesOnWithAnother() {
    Peer peer = join();
    streams.lost(high);
    worker.run();

    assertThat(media(peer)).endsWith("desk@lo", "Klo0");
    assertThat(peer.told).noneMatch(text -> text.contains("\"type\":\"waiting\""));
  }

  @Test
  void aViewerIsClosedWhenTheLastRenditionEnds() {
    Peer peer = join();
    streams.end(high.stream());
    worker.run();
    streams.end(low.stream());
    worker.run();

    verify(peer.session).close(StreamEnd.ENDED);
  }

  @Test
  void aViewerIsToldWhenTheLastRenditionLosesItsPublisher() {
    Peer peer = join();
    streams.lost(high);
    worker.run();
    streams.lost(low);
    worker.run();

    assertThat(peer.told).last().asString().contains("\"type\":\"waiting\"");
    verify(peer.session, never()).close(any());
  }

  @Test
  void aRenditionWhoseKeyframeStaysAwayIsGivenUp() {
    Peer peer = join();
    fallBehind(peer);
    passes(Duration.ofSeconds(6));
    assertThat(streams.find(high.id()).orElseThrow().viewers()).isOne();

    passes(Duration.ofSeconds(11));
    passes(Duration.ofSeconds(1));

    assertThat(media(peer)).endsWith("desk@lo", "Klo0");
  }

  @Test
  void aViewerThatIsHeldToARenditionGoesThereAtAKeyframeAndStaysWhateverItsLinkCarries() {
    Peer peer = join();
    assertThat(streams.pin(DESK, peer.session.id(), "lo")).isEqualTo(PinOutcome.DONE);
    worker.run();
    media(high, "dhi1", 4_000);
    media(low, "Klo1", 400);
    worker.run();
    assertThat(media(peer)).endsWith("Khi0", "dhi1", "desk@lo", "Klo1");
    assertThat(low.stream().viewers(0, 9))
        .singleElement()
        .satisfies(
            there -> {
              assertThat(there.adaptive()).isTrue();
              assertThat(there.pinned()).isEqualTo(low.id());
            });

    passes(Duration.ofSeconds(6));
    media(high, "Khi2", 4_000);
    media(low, "dlo2", 400);
    worker.run();
    assertThat(media(peer)).as("a link that carries more").endsWith("Klo1", "dlo2");

    assertThat(streams.pin(low.id(), peer.session.id(), null)).isEqualTo(PinOutcome.DONE);
    passes(Duration.ofSeconds(6));
    media(high, "Khi3", 4_000);
    worker.run();
    assertThat(media(peer)).as("it is free again").endsWith("dlo2", "desk@hi", "Khi3");
  }

  @Test
  void aViewerIsHeldToALargerRenditionThanItsLinkCarries() {
    Peer peer = join();
    streams.pin(DESK, peer.session.id(), "hi");
    worker.run();
    fallBehind(peer);

    assertThat(media(peer)).containsExactly("desk@hi", "Khi0");
    assertThat(streams.counters().count(RelayCounter.RENDITION_LOWERED)).isZero();
  }

  @Test
  void aViewerWatchesAnotherWhileTheRenditionThatItIsHeldToIsNotThere() {
    Peer peer = join();
    streams.pin(DESK, peer.session.id(), "hi");
    streams.lost(high);
    worker.run();
    assertThat(media(peer)).endsWith("desk@lo", "Klo0");

    Feed again = publish("desk@hi", 3);
    begin(again);
    passes(Duration.ofSeconds(1));
    media(again, "Khi5", 4_000);
    worker.run();
    assertThat(media(peer)).endsWith("Klo0", "desk@hi", "Khi5");
  }

  @Test
  void aViewerHearsWhatThereIsToChooseTheBestFirstAndWhenThatChanges() {
    Peer peer = join();
    String both =
        "{\"type\":\"renditions\",\"renditions\":[{\"name\":\"hi\",\"width\":640,\"height\":360},"
            + "{\"name\":\"lo\",\"width\":640,\"height\":360}],\"pinned\":null}";
    assertThat(choices(peer)).containsExactly(both);
    passes(Duration.ofSeconds(1));
    assertThat(choices(peer)).as("nothing is new").containsExactly(both);

    Feed mid = publish("desk@mid", 3);
    passes(Duration.ofSeconds(1));
    assertThat(choices(peer)).as("it has no media").containsExactly(both);
    begin(mid);
    media(mid, "Kmid0", 1_500);
    passes(Duration.ofSeconds(1));
    assertThat(choices(peer)).hasSize(2).last().asString().contains("\"name\":\"mid\"");
    streams.end(mid);
    passes(Duration.ofSeconds(1));
    assertThat(choices(peer)).hasSize(3).last().isEqualTo(both);
  }

  @Test
  void aViewerChoosesWhatIsThereAndIsToldOnceItIsHeld() {
    Peer peer = worker.connect();
    RenditionViewer watching = watch(peer, null);
    assertThat(watching.choose("no")).isFalse();
    assertThat(watching.choose("")).isFalse();
    assertThat(watching.choose("lo")).isTrue();
    worker.run();
    assertThat(choices(peer)).hasSize(2).last().asString().endsWith("\"pinned\":\"lo\"}");
    media(high, "dhi1", 4_000);
    media(low, "Klo1", 400);
    worker.run();
    assertThat(media(peer)).endsWith("Khi0", "dhi1", "desk@lo", "Klo1");

    assertThat(watching.choose(null)).isTrue();
    worker.run();
    assertThat(choices(peer)).hasSize(3).last().asString().endsWith("\"pinned\":null}");
    passes(Duration.ofSeconds(6));
    media(high, "Khi2", 4_000);
    worker.run();
    assertThat(media(peer)).endsWith("Klo1", "desk@hi", "Khi2");
  }

  @Test
  void aViewerThatComesForARenditionBeginsWithIt() {
    Peer peer = worker.connect();
    watch(peer, low.id());

    assertThat(media(peer)).containsExactly("desk@lo", "Klo0");
    assertThat(choices(peer)).last().asString().endsWith("\"pinned\":\"lo\"}");
  }

  @Test
  void aViewerThatComesForARenditionWhichIsNotThereHasTheBestUntilItIs() {
    Peer peer = worker.connect();
    watch(peer, new StreamId("desk@mid"));
    assertThat(media(peer)).containsExactly("desk@hi", "Khi0");

    Feed mid = publish("desk@mid", 3);
    begin(mid);
    passes(Duration.ofSeconds(1));
    media(mid, "Kmid0", 1_500);
    worker.run();
    assertThat(media(peer)).endsWith("Khi0", "desk@mid", "Kmid0");
  }

  @Test
  void onlyWhoMovesCanBeHeldAndOnlyToWhatIsThere() {
    Peer peer = join();
    long client = peer.session.id();
    assertThat(streams.pin(DESK, client, "mid")).isEqualTo(PinOutcome.NO_RENDITION);
    assertThat(streams.pin(DESK, client + 1_000, "lo")).isEqualTo(PinOutcome.NO_VIEWER);
    assertThat(streams.pin(new StreamId("door"), client, "lo")).isEqualTo(PinOutcome.NO_VIEWER);

    Peer other = worker.connect();
    Subscription chosen = low.stream().join(other.session, null);
    assertThat(streams.pin(DESK, other.session.id(), "hi")).isEqualTo(PinOutcome.NOT_ADAPTIVE);
    low.stream().leave(chosen);
  }

  @Test
  void aViewerOfFramesWhoseLinkIsTooSlowGoesOnWithThoseOfTheSmallerOne() {
    Peer peer = joinFrames();
    assertThat(media(peer)).containsExactly("tracks of desk@hi", "K", "h", "i", "0");
    peer.outcome = SendOutcome.FULL;
    media(high, "dhi1", 4_000);
    // The frames are made, then there is no room for them.
    worker.runOne();
    worker.runOne();
    peer.outcome = SendOutcome.QUEUED;
    worker.run();

    media(low, "dlo1", 400);
    worker.run();
    assertThat(String.join("", media(peer))).endsWith("tracks of desk@loKlo0dlo1");
    assertThat(streams.counters().count(RelayCounter.RENDITION_LOWERED)).isOne();
    assertThat(high.stream().viewers()).as("nobody wants its frames any more").isZero();
  }

  @Test
  void aViewerOfFramesMovesAtAKeyframeAndMissesNothingUntilThen() {
    Peer peer = joinFrames();
    streams.pin(DESK, peer.session.id(), "lo");
    worker.run();
    media(low, "x", 400);
    media(high, "y", 4_000);
    worker.run();
    media(low, "Kz", 400);
    worker.run();
    media(high, "d", 4_000);
    worker.run();

    assertThat(String.join("", media(peer))).isEqualTo("tracks of desk@hiKhi0ytracks of desk@loKz");
  }

  @Test
  void aViewerOfFramesIsRefusedWhereTheRenditionHasNone() {
    high.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message("none"));
    Peer peer = joinFrames();

    verify(peer.session).close(new WsClose(FrameOutlet.NOT_AS_FRAMES, "none has no frames"));
  }

  @Test
  void aStreamOfTheNameItselfHasNoRenditions() {
    Feed plain = publish("desk", 3);
    assertThat(streams.renditions(DESK)).isEmpty();
    assertThat(streams.best(DESK)).containsSame(plain.stream());
  }

  @Test
  void theBestRenditionIsTheOneWithTheMostBytes() {
    assertThat(streams.best(DESK)).containsSame(high.stream());
  }

  private Peer join() {
    Peer peer = worker.connect();
    watch(peer, null);
    return peer;
  }

  private RenditionViewer watch(Peer peer, @Nullable StreamId held) {
    RenditionViewer watching = streams.watchRenditions(DESK, peer.session, null, held, null);
    viewer = watching;
    assertThat(watching).isNotNull();
    worker.run();
    return watching;
  }

  private Peer joinFrames() {
    Peer peer = worker.connect();
    viewer = streams.watchRenditions(DESK, peer.session, null, null, ByteFrames::new);
    assertThat(viewer).isNotNull();
    worker.run();
    return peer;
  }

  private void fallBehind(Peer peer) {
    peer.outcome = SendOutcome.FULL;
    media(high, "dhi1", 4_000);
    // It is decided on a moment later, when there is room again.
    worker.runOne();
    peer.outcome = SendOutcome.QUEUED;
    worker.run();
  }

  private void passes(Duration time) {
    nowNanos += time.toNanos();
    streams.tick(0);
    worker.run();
  }

  private Feed publish(String name, long client) {
    return ((Started) streams.publish(new StreamId(name), client, worker.pool)).feed();
  }

  private void begin(Feed feed) {
    feed.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message(feed.id().name()));
  }

  private void media(Feed feed, String chunk, long bytes) {
    feed.publish(chunk.startsWith("K"), message(chunk), bytes);
  }

  private List<SharedBuffer> message(String text) {
    return OutboundMessage.of(
        worker.pool, MessageType.BINARY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** What the viewer was told that it can choose. */
  private static List<String> choices(Peer peer) {
    return peer.told.stream().filter(text -> text.contains("\"type\":\"renditions\"")).toList();
  }

  /** What the viewer got that is no text message. */
  private static List<String> media(Peer peer) {
    return peer.got.stream().filter(message -> !message.startsWith("{")).toList();
  }
}
