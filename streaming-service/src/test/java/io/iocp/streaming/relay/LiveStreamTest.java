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
  private static final Duration CLOSE_AFTER = Duration.ofSeconds(10);
  private static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  private static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private final FakeWorker worker = new FakeWorker();
  private final Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
  private long nowNanos;
  private final LiveStream stream =
      new LiveStream(
          new StreamId("desk"),
          1,
          worker.pool,
          new RelayOptions(
              new CacheLimits(1 << 20, CACHED_CHUNKS), new LagPolicy(QUEUE_BYTES, CLOSE_AFTER), 1),
          () -> nowNanos,
          counters);

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
    Subscription subscription = Objects.requireNonNull(stream.join(viewer.session));
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
    stream.lost();
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
  void aViewerThatStaysBehindIsClosedWith1013AheadOfItsBacklog() {
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
            new WsClose(CloseCode.TRY_AGAIN_LATER, "viewer is too slow: behind for 10 s"));
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

    assertThat(stream.join(viewer.session)).isNull();
    verify(viewer.session).close(ENDED);
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void aStreamThatCannotBeginForWantOfBuffersEndsWith1013() {
    Peer viewer = join();
    stream.outOfBuffers();
    worker.run();

    verify(viewer.session).close(NO_BUFFERS);
  }

  @Test
  void whatAPublisherSendsAfterTheEndGoesBackToThePool() {
    begin("init");
    stream.outOfBuffers();
    begin("other");
    publish("K0");
    stream.lost();
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
    assertThat(stream.join(peer.session)).isNotNull();
    return peer;
  }

  private void begin(String init) {
    stream.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message(init));
  }

  /** Publishes chunks; those that start with a K are keyframes. */
  private void publish(String... chunks) {
    for (String chunk : chunks) {
      stream.publish(chunk.startsWith("K"), message(chunk), chunk.length());
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
