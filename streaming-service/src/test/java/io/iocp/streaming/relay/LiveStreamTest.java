package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.FakeWorker.Peer;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream with its lanes and subscriptions: who gets what, and what becomes of those that lag. */
class LiveStreamTest {

  private static final long QUEUE_BYTES = 1000;
  private static final int CACHED_CHUNKS = 100;
  private static final Duration MAX_DELAY = Duration.ofMillis(1500);
  private static final Duration CLOSE_AFTER = Duration.ofSeconds(10);
  private static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  private static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private final FakeWorker worker = new FakeWorker();
  private final RelayFigures figures = new RelayFigures();
  private final Counters<RelayCounter> counters = figures.counters();
  private long nowNanos;
  private final LiveStream stream =
      new LiveStream(
          new StreamId("desk"),
          new RelayResources(
              worker.pool,
              new RelayOptions(
                  new CacheLimits(1 << 20, CACHED_CHUNKS),
                  new LagPolicy(QUEUE_BYTES, MAX_DELAY, CLOSE_AFTER),
                  PublisherPolicy.DEFAULTS,
                  1,
                  0),
              () -> nowNanos,
              figures));
  private Feed feed = Objects.requireNonNull(stream.feed(1));

  @AfterEach
  void everyBufferIsBackOnceTheStreamHasEnded() {
    stream.end();
    worker.run();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void aViewerGetsDescriptionInitSegmentCachedGroupThenLiveMedia() {
    begin("init");
    publish("K0", "d1", "K2", "d3");
    Peer viewer = join();
    publish("d4", "K5");
    worker.run();

    assertThat(viewer.got.get(0)).contains("\"type\":\"stream\"", "\"sequence\":4");
    assertThat(media(viewer)).containsExactly("init", "K2", "d3", "d4", "K5");
    assertThat(viewer.boundBytes).isEqualTo(QUEUE_BYTES);
  }

  @Test
  void whoComesBeforeThePublisherHasSentAnythingGetsAllOfIt() {
    Peer viewer = join();
    begin("init");
    publish("K0", "d1");
    worker.run();

    assertThat(media(viewer)).containsExactly("init", "K0", "d1");
  }

  @Test
  void withoutACachedGroupAViewerStartsWithTheNextKeyframe() {
    begin("init");
    publish("d0");
    Peer viewer = join();
    publish("d1", "K2");
    worker.run();

    assertThat(media(viewer)).containsExactly("init", "K2");
    assertThat(counters.count(RelayCounter.CHUNKS_SKIPPED_VIEWER_SLOW)).isZero();
  }

  @Test
  void whoComesWhereAGroupOutgrewTheCacheIsCounted() {
    Peer first = join();
    begin("init");
    publish("K0");
    Peer second = join();
    assertThat(counters.count(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE)).isZero();
    for (int i = 0; i < CACHED_CHUNKS; i++) {
      publishAndRun("d");
    }
    Peer third = join();
    assertThat(counters.count(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE)).isOne();
    publish("K9");
    worker.run();
    assertThat(media(third)).containsExactly("init", "K9");
    assertThat(media(first)).hasSize(media(second).size());
  }

  @Test
  void aPublisherThatBeginsAnewSendsNewPreambleAndNothingOld() {
    begin("init");
    publish("K0");
    Peer viewer = join();
    begin("other");
    publish("d1", "K2");
    worker.run();

    assertThat(media(viewer)).containsSubsequence("init", "K0", "other", "K2");
    assertThat(media(viewer)).doesNotContain("d1");
  }

  @Test
  void onePacketCarriesManyChunksAndOneFlush() {
    begin("init");
    Peer viewer = join();
    publish("K0", "d1", "d2");
    worker.run();

    verify(viewer.session).flush();
  }

  @Test
  void whoLeftGetsNothingMore() {
    begin("init");
    Peer viewer = worker.connect();
    Subscription subscription = Objects.requireNonNull(stream.join(viewer.session, null));
    publish("K0");
    stream.leave(subscription);
    publish("d1");
    worker.run();

    assertThat(media(viewer)).containsExactly("init", "K0");
    assertThat(stream.viewers()).isZero();
  }

  @Test
  void afterALostChunkEverybodyWaitsForAKeyframe() {
    begin("init");
    Peer viewer = join();
    publish("K0");
    feed.lost();
    publish("d2");
    Peer late = join();
    publish("K3");
    worker.run();

    assertThat(media(viewer)).containsExactly("init", "K0", "K3");
    assertThat(media(late)).containsExactly("init", "K3");
    assertThat(counters.count(RelayCounter.CHUNKS_LOST_NO_BUFFERS)).isEqualTo(1);
  }

  @Test
  void aViewerWhoseQueueIsFullGetsNothingUntilAKeyframe() {
    begin("init");
    Peer slow = join();
    Peer quick = join();
    publishAndRun("K0");
    slow.outcome = SendOutcome.FULL;
    publishAndRun("d1");
    slow.outcome = SendOutcome.QUEUED;
    publishAndRun("d2", "K3", "d4");

    assertThat(media(slow)).containsExactly("init", "K0", "K3", "d4");
    assertThat(media(quick)).containsExactly("init", "K0", "d1", "d2", "K3", "d4");
    assertThat(counters.count(RelayCounter.DROPS_TO_KEYFRAME)).isEqualTo(1);
    assertThat(counters.count(RelayCounter.CHUNKS_SKIPPED_VIEWER_SLOW)).isEqualTo(2);
  }

  @Test
  void aViewerThatStaysBehindIsClosedWith4410AheadOfItsBacklog() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    slow.outcome = SendOutcome.FULL;
    publishAndRun("d1");
    nowNanos += CLOSE_AFTER.toNanos();
    publishAndRun("d2");
    verify(slow.session, never()).closeWithoutBacklog(any());

    nowNanos += 1;
    publishAndRun("d3");
    publishAndRun("d4");

    verify(slow.session)
        .closeWithoutBacklog(
            new WsClose(Subscription.TOO_SLOW, "viewer is too slow: behind for 10 s"));
    assertThat(counters.count(RelayCounter.VIEWERS_CLOSED_TOO_SLOW)).isEqualTo(1);
    assertThat(counters.count(RelayCounter.CHUNKS_SKIPPED_VIEWER_SLOW)).isEqualTo(3);
  }

  @Test
  void aViewerIsBehindUntilAKeyframeFindsHalfOfItsQueueFree() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    skipOne(slow, "d1");
    nowNanos += CLOSE_AFTER.toNanos() / 2;
    when(slow.session.queuedBytes()).thenReturn(QUEUE_BYTES / 2 + 1);
    publishAndRun("K2");
    nowNanos += CLOSE_AFTER.toNanos() / 2 + 1;
    skipOne(slow, "d3");

    assertThat(media(slow)).containsExactly("init", "K0");
    verify(slow.session).closeWithoutBacklog(any());
  }

  @Test
  void aViewerThatHasCaughtUpStartsFromTheBeginning() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    skipOne(slow, "d1");
    nowNanos += CLOSE_AFTER.toNanos() / 2;
    when(slow.session.queuedBytes()).thenReturn(QUEUE_BYTES / 2);
    publishAndRun("K2");
    nowNanos += CLOSE_AFTER.toNanos() / 2 + 1;
    skipOne(slow, "d3");

    verify(slow.session, never()).closeWithoutBacklog(any());
  }

  @Test
  void whatWaitsForLongerThanTheBoundIsDiscardedAndTheViewerResumesAtAKeyframe() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    slow.oldestNanos = nowNanos;
    pass(MAX_DELAY);
    publishAndRun("d1");
    assertThat(slow.discarded).as("the bound itself may be reached").isZero();

    pass(Duration.ofNanos(1));
    publishAndRun("d2", "d3", "K4", "d5");

    assertThat(media(slow)).containsExactly("init", "K0", "d1", "K4", "d5");
    assertThat(slow.discarded).isOne();
    assertThat(counters.count(RelayCounter.BYTES_DISCARDED_VIEWER_SLOW)).isEqualTo(2);
  }

  @Test
  void whileAMessageIsStuckInTheMiddleNothingIsQueuedBehindIt() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    slow.oldestNanos = nowNanos;
    pass(MAX_DELAY.plusNanos(1));
    publishAndRun("d1");
    slow.oldestNanos = 0; // The first half of a message has left, the other half cannot.
    publishAndRun("K2", "d3");
    slow.oldestNanos = ViewerSession.NOTHING_UNSENT;
    publishAndRun("d4", "K5");

    assertThat(media(slow)).containsExactly("init", "K0", "K5");
  }

  @Test
  void aViewerIsLateWithoutNewMediaToo() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    slow.oldestNanos = nowNanos;
    pass(MAX_DELAY.plusNanos(1));
    tick();

    assertThat(slow.discarded).isOne();
    assertThat(stream.snapshot().laggards()).isOne();
  }

  @Test
  void onALinkThatIsFastAgainTheGroupThatIsThereIsSentWhereTheNextKeyframeIsFar() {
    begin("init");
    Peer slow = join();
    publishAndRun("K0");
    for (int second = 0; second < 10; second++) {
      pass(Duration.ofSeconds(1));
      publishAndRun("d");
      when(slow.session.sentBytes()).thenReturn(1000L * (second + 1));
      tick();
    }
    publishAndRun("K1");
    slow.oldestNanos = nowNanos;
    pass(MAX_DELAY.plusNanos(1));
    publishAndRun("d2");
    publishAndRun("d3");

    assertThat(media(slow)).endsWith("K1", "d2", "d3");
    assertThat(counters.count(RelayCounter.RESUMED_FROM_CACHE)).isOne();
  }

  @Test
  void aViewerForWhoseKeyframeThereIsNoRoomGetsNothingThatFollowsIt() {
    begin("init");
    publish("K0", "d1");
    Peer full = join();
    full.refused.add("K0");
    publish("d2", "K3", "d4");
    worker.run();

    assertThat(media(full)).containsExactly("init", "K3", "d4");
  }

  @Test
  void aViewerThatGetsNoGroupWholeGetsKeyframesOnlyForAWhile() {
    begin("init");
    Peer slow = join();
    for (int group = 0; group < 3; group++) {
      publishAndRun("K" + group);
      slow.oldestNanos = nowNanos;
      pass(MAX_DELAY.plusNanos(1));
      publishAndRun("late");
    }
    publishAndRun("K7", "d8", "K9", "d");

    assertThat(media(slow)).endsWith("K7", "K9");
    assertThat(counters.count(RelayCounter.KEYFRAMES_ONLY)).isOne();

    pass(Duration.ofSeconds(10));
    tick();
    publishAndRun("d", "KA", "dA");
    assertThat(media(slow)).endsWith("KA", "dA");
  }

  @Test
  void aViewerMayAskForAnotherDelayWithinBounds() {
    begin("init");
    Peer patient = worker.connect();
    stream.join(patient.session, Duration.ofSeconds(60));
    publishAndRun("K0");
    patient.oldestNanos = nowNanos;
    pass(LagPolicy.LONGEST_DELAY);
    publishAndRun("d1");
    assertThat(patient.discarded).isZero();
    pass(Duration.ofNanos(1));
    publishAndRun("d2");
    assertThat(patient.discarded).isOne();
  }

  @Test
  void whatTheKernelHasNotSentCountsForTheDelay() {
    begin("init");
    Peer viewer = join();
    publishAndRun("K0", "d1");
    when(viewer.session.sentBytes()).thenReturn(1250L);
    when(viewer.session.unsentBytes()).thenReturn(250);
    pass(Duration.ofSeconds(1));
    stream.tick(1234);
    worker.run();

    assertThat(viewer.told).hasSize(1);
    assertThat(viewer.told.get(0)).contains("\"delayMillis\":250,");
  }

  @Test
  void whatComesFromAnotherServerIsAsOldAsItWasThere() {
    feed.upstream(new Upstream(2, Duration.ofMillis(900), "ws://origin:9000"));
    begin("init");
    Peer viewer = join();
    publishAndRun("K0", "d1");
    // It is late here already: what waits is given up so much sooner.
    viewer.oldestNanos = nowNanos - Duration.ofMillis(900).toNanos();
    stream.tick(1234);
    worker.run();

    assertThat(viewer.told.get(viewer.told.size() - 1))
        .contains("\"delayMillis\":900,\"hops\":2,\"upstreamMillis\":900,");
    assertThat(viewer.got.get(0)).contains("\"hops\":2");
    assertThat(stream.snapshot().upstream().server()).isEqualTo("ws://origin:9000");
  }

  @Test
  void viewersHearHowOldMediaWasWhenItArrivedIfThePublisherSaysIt() {
    begin("init");
    Peer viewer = join();
    publishAndRun("K0");
    feed.onHealthWanted(() -> captured(Duration.ofMillis(120)));
    stream.tick(1234);
    worker.run();
    feed.upstream(new Upstream(1, Duration.ofMillis(50), "ws://origin:9000"));
    stream.tick(1234);
    worker.run();

    assertThat(viewer.told.get(0)).contains("\"upstreamMillis\":0,\"captureDelayMillis\":120,");
    assertThat(viewer.told.get(1))
        .as("up to the first server")
        .contains("\"upstreamMillis\":50,\"captureDelayMillis\":70,");
  }

  @Test
  void aViewerThatHasBeenSentNoMediaHearsOfNone() {
    begin("init");
    Peer viewer = join();
    publish("d1");
    pass(Duration.ofSeconds(1));
    stream.tick(1234);
    worker.run();

    assertThat(viewer.told).hasSize(1);
    assertThat(viewer.told.get(0)).doesNotContain("mediaArrivedMillis");
  }

  private static StreamHealth captured(Duration ago) {
    return new StreamHealth(
        25, Duration.ZERO, Duration.ZERO, Duration.ZERO, ago, false, 0, 0, List.of());
  }

  @Test
  void onceASecondViewersHearWhereLiveIsAndHowFarTheyAreBehind() {
    begin("init");
    Peer viewer = join();
    pass(Duration.ofMillis(30));
    publishAndRun("K0", "d1");
    viewer.oldestNanos = nowNanos;
    pass(Duration.ofMillis(250));
    stream.tick(1234);
    worker.run();

    assertThat(viewer.told)
        .containsExactly(
            "{\"type\":\"live\",\"sequence\":2,\"serverTimeMillis\":1234,\"mediaArrivedMillis\":984,"
                + "\"delayMillis\":250,\"hops\":0,\"upstreamMillis\":0,\"skips\":0,\"skippedChunks\":0,\"discardedBytes\":0,\"mode\":\"all\",\"reason\":\"\"}");
    assertThat(stream.snapshot().delays().max()).isEqualTo(Duration.ofMillis(250));
    assertThat(figures.delays().count()).isOne();
    assertThat(figures.joins().count()).isOne();
  }

  @Test
  void viewersOfALostPublisherAreToldAndGoOnWithTheNextOne() {
    begin("init");
    Peer viewer = join();
    publishAndRun("K0");
    stream.publisherLost(feed, Duration.ofSeconds(10));
    worker.run();
    Peer late = join();
    Feed lost = feed;
    feed = Objects.requireNonNull(stream.feed(2));
    begin("other");
    publish("K1");
    lost.publish(true, message("gone"), 4);
    worker.run();

    assertThat(viewer.got).anyMatch(text -> text.contains("\"type\":\"waiting\""));
    assertThat(media(viewer)).containsExactly("init", "K0", "other", "K1");
    assertThat(late.got.get(0)).contains("\"type\":\"waiting\"");
    assertThat(media(late)).containsExactly("other", "K1");
    assertThat(counters.count(RelayCounter.PUBLISHERS_TAKEN_OVER)).isOne();
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  private void tick() {
    stream.tick(0);
    worker.run();
  }

  @Test
  void aWorkerThatFallsBehindSkipsToAKeyframeAndCountsWhoseFaultItWas() {
    begin("init");
    Peer viewer = join();
    publish("K0");
    int room = 1024 - 1;
    for (int i = 0; i < room; i++) {
      publish("d");
    }
    publish("beyond");
    worker.run();
    publishAndRun("d", "K1");

    assertThat(media(viewer)).hasSize(1 + 1 + room + 1).endsWith("K1").doesNotContain("beyond");
    assertThat(counters.count(RelayCounter.CHUNKS_SKIPPED_WORKER_SLOW)).isEqualTo(1);
  }

  @Test
  void theEndClosesEveryViewerBehindWhatItHas() {
    begin("init");
    Peer viewer = join();
    publish("K0");
    stream.end();
    worker.run();

    assertThat(media(viewer)).containsExactly("init", "K0");
    verify(viewer.session).close(ENDED);
  }

  @Test
  void whoComesAfterTheEndIsTurnedAwayAndCostsNoBuffer() {
    begin("init");
    stream.end();
    Peer viewer = worker.connect();

    assertThat(stream.join(viewer.session, null)).isNull();
    verify(viewer.session).close(ENDED);
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void aStreamThatCannotBeginForWantOfBuffersEndsWith1013() {
    Peer viewer = join();
    feed.outOfBuffers();
    worker.run();

    verify(viewer.session).close(NO_BUFFERS);
  }

  @Test
  void whatAPublisherSendsAfterTheEndGoesBackToThePool() {
    begin("init");
    feed.outOfBuffers();
    begin("other");
    publish("K0");
    feed.lost();
    worker.run();

    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void whatIsPublishedWhileTheTransportStopsGoesBackToThePool() {
    begin("init");
    Peer viewer = join();
    worker.run();
    viewer.outcome = SendOutcome.CLOSED;
    worker.stop();
    publish("K0", "d1");
    stream.end();

    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void figuresSayWhatWasPublishedAndDelivered() {
    begin("init");
    join();
    join();
    publish("K0", "d1");
    worker.run();
    StreamSnapshot snapshot = stream.snapshot();

    assertThat(snapshot.viewers()).isEqualTo(2);
    assertThat(snapshot.chunks()).isEqualTo(2);
    assertThat(snapshot.bytes()).isEqualTo(4);
    assertThat(snapshot.deliveredBytes()).isEqualTo(8);
    assertThat(counters.count(RelayCounter.CHUNKS_PUBLISHED)).isEqualTo(2);
    assertThat(counters.count(RelayCounter.CHUNKS_QUEUED)).isEqualTo(4);
    assertThat(counters.count(RelayCounter.VIEWERS_JOINED)).isEqualTo(2);
  }

  private Peer join() {
    Peer peer = worker.connect();
    assertThat(stream.join(peer.session, null)).isNotNull();
    return peer;
  }

  private void begin(String init) {
    feed.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message(init));
  }

  /** Publishes chunks; those that start with a K are keyframes. */
  private void publish(String... chunks) {
    for (String chunk : chunks) {
      feed.publish(chunk.startsWith("K"), message(chunk), chunk.length());
    }
  }

  private void publishAndRun(String... chunks) {
    publish(chunks);
    worker.run();
  }

  private void skipOne(Peer peer, String chunk) {
    peer.outcome = SendOutcome.FULL;
    publishAndRun(chunk);
    peer.outcome = SendOutcome.QUEUED;
  }

  private List<SharedBuffer> message(String text) {
    return OutboundMessage.of(
        worker.pool, MessageType.BINARY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** What the viewer got behind the first text message. */
  private static List<String> media(Peer viewer) {
    return viewer.got.stream().filter(message -> !message.startsWith("{")).toList();
  }
}
