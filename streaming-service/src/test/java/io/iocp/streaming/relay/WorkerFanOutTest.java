package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.verifyNoInteractions;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.relay.FakeWorker.Peer;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second's work for many viewers of one worker, in turns. */
class WorkerFanOutTest {

  private static final int VIEWERS = 2 * WorkerFanOut.VIEWERS_A_TURN + 1;

  private final FakeWorker worker = new FakeWorker();
  private final LiveStream stream =
      new LiveStream(
          new StreamId("desk"),
          new RelayResources(
              worker.pool,
              new RelayOptions(
                  new CacheLimits(0, 0),
                  new LagPolicy(1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                  PublisherPolicy.DEFAULTS,
                  1,
                  0),
              () -> 0,
              new RelayFigures()));
  private final Feed feed = Objects.requireNonNull(stream.feed(1));
  private List<Peer> viewers = List.of();

  @BeforeEach
  void manyWatch() {
    feed.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message("init"));
    viewers = Stream.generate(worker::connect).limit(VIEWERS).toList();
    viewers.forEach(viewer -> assertThat(stream.join(viewer.session, null)).isNotNull());
    publish("K0");
    worker.run();
  }

  @AfterEach
  void everyBufferIsBackOnceTheStreamHasEnded() {
    stream.end();
    worker.run();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void everyViewerIsToldOnceASecond() {
    stream.tick(0);
    worker.run();
    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.told).hasSize(1));
  }

  @Test
  void mediaGoesBetweenTheViewersThatAreLookedAfter() {
    stream.tick(0);
    worker.runOne();
    assertThat(told()).isEqualTo(WorkerFanOut.VIEWERS_A_TURN);

    publish("d1");
    worker.runOne();
    assertThat(told()).isEqualTo(2 * WorkerFanOut.VIEWERS_A_TURN);
    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.got).endsWith("d1"));
  }

  @Test
  void aTurnCostsNothingForThoseWhoseTurnItIsNot() {
    stream.tick(0);
    worker.runOne();
    ViewerSession first = viewers.get(0).session;
    clearInvocations(first);
    worker.run();
    assertThat(told()).isEqualTo(VIEWERS);
    verifyNoInteractions(first);
  }

  @Test
  void onAWorkerThatIsSlowTheLastViewersHaveTheirTurnToo() {
    stream.tick(0);
    worker.runOne();
    stream.tick(0);
    worker.runOne();
    stream.tick(0);
    worker.runOne();
    assertThat(viewers).allSatisfy(viewer -> assertThat(viewer.told).hasSize(1));
  }

  @Test
  void nobodyIsToldAnythingOfAStreamThatHasEnded() {
    stream.tick(0);
    worker.runOne();
    stream.end();
    worker.run();
    assertThat(told()).isEqualTo(WorkerFanOut.VIEWERS_A_TURN);
  }

  private long told() {
    return viewers.stream().mapToLong(viewer -> viewer.told.size()).sum();
  }

  private void publish(String chunk) {
    feed.publish(chunk.startsWith("K"), message(chunk), chunk.length());
  }

  private List<SharedBuffer> message(String text) {
    return OutboundMessage.of(
        worker.pool, MessageType.BINARY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
