package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a publisher is asked for a keyframe. Nothing is cached: whoever joins waits for one. */
class KeyframeRequestTest {

  private final FakeWorker worker = new FakeWorker();
  private final RelayFigures figures = new RelayFigures();
  private long nowNanos;
  private final LiveStream stream =
      new LiveStream(
          new StreamId("desk"),
          new RelayResources(
              worker.pool,
              new RelayOptions(
                  new CacheLimits(0, 0),
                  new LagPolicy(1000, Duration.ofMillis(1500), Duration.ofSeconds(10)),
                  PublisherPolicy.DEFAULTS,
                  1,
                  0),
              () -> nowNanos,
              figures));
  private final Feed feed = Objects.requireNonNull(stream.feed(1));
  private int requests;

  @BeforeEach
  void begin() {
    feed.onKeyframeWanted(() -> requests++);
    feed.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message("init"));
    publish("K0");
  }

  @AfterEach
  void everyBufferIsBackOnceTheStreamHasEnded() {
    stream.end();
    worker.run();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void aViewerThatJoinsWithoutAPictureHasThePublisherAsked() {
    Peer viewer = join();
    publish("d1");
    assertThat(requests).isOne();
    publish("K2", "d3");

    assertThat(viewer.got).endsWith("init", "K2", "d3");
    assertThat(requests).isOne();
    assertThat(figures.counters().count(RelayCounter.KEYFRAMES_REQUESTED)).isOne();
  }

  @Test
  void itIsAskedOnceASecondAtMostHoweverManyWait() {
    join();
    join();
    publish("d1", "d2");
    join();
    publish("d3");
    assertThat(requests).isOne();
    nowNanos += Duration.ofSeconds(1).toNanos();
    publish("d4", "d5");

    assertThat(requests).isEqualTo(2);
  }

  @Test
  void itIsNotAskedWhereNobodyWaits() {
    publish("d1");
    Peer viewer = join();
    publish("K2", "d3");

    assertThat(viewer.got).endsWith("K2", "d3");
    assertThat(requests).isZero();
  }

  @Test
  void othersDoNotPayForAViewerThatIsTooSlow() {
    Peer viewer = join();
    publish("K1");
    viewer.outcome = SendOutcome.FULL;
    publish("d2");
    viewer.outcome = SendOutcome.QUEUED;
    nowNanos += Duration.ofSeconds(2).toNanos();
    publish("d3", "d4");

    assertThat(requests).isZero();
  }

  @Test
  void afterAChunkThatWasLostForWantOfBuffersItIsAsked() {
    join();
    publish("K1");
    feed.lost();
    publish("d3");

    assertThat(requests).isOne();
  }

  @Test
  void anotherPublisherIsAskedOnlyIfItListens() {
    Feed other = Objects.requireNonNull(stream.feed(2));
    join();
    other.publish(false, message("d1"), 2);
    worker.run();

    assertThat(requests).isZero();
  }

  private Peer join() {
    Peer peer = worker.connect();
    assertThat(stream.join(peer.session, null)).isNotNull();
    return peer;
  }

  /** Publishes chunks; those that start with a K are keyframes. */
  private void publish(String... chunks) {
    for (String chunk : chunks) {
      feed.publish(chunk.startsWith("K"), message(chunk), chunk.length());
      worker.run();
    }
  }

  private List<SharedBuffer> message(String text) {
    return OutboundMessage.of(
        worker.pool, MessageType.BINARY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
