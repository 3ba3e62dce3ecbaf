package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verify;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.relay.FakeWorker.Peer;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers of frames beside those of a stream's container; here each byte of a chunk is a frame. */
class FrameViewersTest {

  private final FakeWorker worker = new FakeWorker();
  private final RelayFigures figures = new RelayFigures();
  private final LiveStream stream =
      new LiveStream(
          new StreamId("desk"),
          new RelayResources(worker.pool, RelayOptions.DEFAULTS, () -> 0, figures));
  private final Feed feed = Objects.requireNonNull(stream.feed(1));
  private int readers;

  @AfterEach
  void everyBufferIsBackOnceTheStreamHasEnded() {
    stream.end();
    worker.run();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void framesAreMadeOnceForAllWhoWantThemAndOthersGetTheContainer() {
    begin("init");
    publish("Kab");
    Peer container = worker.connect();
    stream.join(container.session, null);
    Peer first = joinFrames();
    Peer second = joinFrames();
    publish("cd", "Ke");
    worker.run();

    assertThat(media(container)).containsExactly("init", "Kab", "cd", "Ke");
    assertThat(media(first)).containsExactly("tracks of init", "K", "a", "b", "c", "d", "K", "e");
    assertThat(media(second)).isEqualTo(media(first));
    assertThat(first.got.get(0)).contains("\"format\":\"frames\"");
    assertThat(readers).isEqualTo(1);
    assertThat(figures.counters().count(RelayCounter.FRAMES_MADE)).isEqualTo(7);
    assertThat(figures.counters().count(RelayCounter.CHUNKS_PUBLISHED)).isEqualTo(3);
    assertThat(stream.viewers()).isEqualTo(3);
    assertThat(stream.viewers(0, 9)).hasSize(3);
    assertThat(stream.snapshot().viewers()).isEqualTo(3);
  }

  @Test
  void whoComesLaterStartsWithTheFramesOfTheCurrentGroup() {
    begin("init");
    joinFrames();
    publish("Kab", "Kcd", "ef");
    worker.run();
    Peer late = joinFrames();
    worker.run();

    assertThat(media(late)).containsExactly("tracks of init", "K", "c", "d", "e", "f");
  }

  @Test
  void nothingIsMadeWhenTheLastHasLeft() {
    begin("init");
    Peer viewer = worker.connect();
    Subscription subscription =
        Objects.requireNonNull(stream.joinFrames(viewer.session, null, this::reader));
    publish("Ka");
    worker.run();
    stream.leave(subscription);
    publish("bc", "Kd");
    worker.run();

    assertThat(media(viewer)).containsExactly("tracks of init", "K", "a");
    assertThat(figures.counters().count(RelayCounter.FRAMES_MADE)).isEqualTo(2);
    assertThat(stream.viewers()).isZero();
  }

  @Test
  void afterAGapFramesGoOnAtAKeyframe() {
    begin("init");
    Peer viewer = joinFrames();
    publish("Ka");
    feed.lost();
    publish("bc", "Kd");
    worker.run();

    assertThat(media(viewer)).containsExactly("tracks of init", "K", "a", "K", "d");
  }

  @Test
  void aDamagedChunkIsAGap() {
    begin("init");
    Peer viewer = joinFrames();
    publish("Ka", "b!", "c", "Kd");
    worker.run();

    assertThat(media(viewer)).containsExactly("tracks of init", "K", "a", "b", "K", "d");
    assertThat(figures.counters().count(RelayCounter.CHUNKS_WITHOUT_FRAMES)).isEqualTo(1);
  }

  @Test
  void aPublisherThatBeginsAnewIsReadAnew() {
    begin("init");
    Peer viewer = joinFrames();
    publish("Ka");
    begin("other");
    publish("b", "Kc");
    worker.run();

    assertThat(media(viewer))
        .containsExactly("tracks of init", "K", "a", "tracks of other", "K", "c");
  }

  @Test
  void whereThereAreNoneTheViewerIsToldAndTheNextIsToo() {
    begin("none");
    Peer viewer = joinFrames();
    worker.run();
    verify(viewer.session).close(new WsClose(4406, "none has no frames"));

    Peer next = joinFrames();
    worker.run();
    verify(next.session).close(new WsClose(4406, "none has no frames"));
    assertThat(readers).isEqualTo(2);
  }

  @Test
  void framesOfWhatWasPublishedComeBeforeTheEnd() {
    begin("init");
    Peer viewer = joinFrames();
    publish("Ka");
    stream.end();
    worker.run();

    assertThat(media(viewer)).containsExactly("tracks of init", "K", "a");
    verify(viewer.session).close(new WsClose(1000, "stream has ended"));
  }

  @Test
  void whoComesBeforeThePublisherHasSentAnythingGetsAllOfIt() {
    Peer viewer = joinFrames();
    begin("init");
    publish("Ka");
    worker.run();

    assertThat(media(viewer)).containsExactly("tracks of init", "K", "a");
  }

  private Peer joinFrames() {
    Peer peer = worker.connect();
    assertThat(stream.joinFrames(peer.session, null, this::reader)).isNotNull();
    return peer;
  }

  private FrameReader reader() {
    readers++;
    return new ByteFrames();
  }

  private void begin(String init) {
    feed.begin(new StreamDescription("fmp4", "video/mp4", 640, 360), message(init));
  }

  private void publish(String... chunks) {
    for (String chunk : chunks) {
      feed.publish(chunk.startsWith("K"), message(chunk), chunk.length());
    }
  }

  private List<SharedBuffer> message(String text) {
    return OutboundMessage.of(
        worker.pool, MessageType.BINARY, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static List<String> media(Peer viewer) {
    return viewer.got.stream().filter(message -> !message.startsWith("{")).toList();
  }
}
