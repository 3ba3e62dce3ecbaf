package io.iocp.streaming.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.history.HistoryCounter;
import io.iocp.streaming.history.HistoryOptions;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.loop.ManualLoop;
import io.iocp.streaming.recording.FileNames;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.recording.RecordingOptions;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.test.FakeWsSession;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers that go back in a live stream and forward again: by hand, with clocks of their own. */
class GoingBackTest {

  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final StreamId DOOR = new StreamId("door");
  private static final StreamDescription MP4 = new StreamDescription("fmp4", "video/mp4", 640, 360);
  private static final int CHUNKS_PER_SECOND = 4;

  @TempDir private Path directory;

  private long nowNanos;
  private Instant wall = START;
  private int published;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos);
  private final ManualLoop writer = new ManualLoop();
  private final ManualLoop reading = new ManualLoop();
  private final FakeWsSession session =
      new FakeWsSession("/watch/door", Map.of("stream", DOOR.name()));
  private Recorders recorders;
  private PastViewers past;
  private WatchHandler watch;

  @BeforeEach
  void start() throws IOException {
    recorders =
        new Recorders(
            new RecordingOptions(
                directory,
                List.of("door"),
                new FileNames("{stream}/{time}-{segment}"),
                Duration.ofSeconds(5),
                1 << 20,
                1 << 20,
                null,
                null,
                0),
            streams,
            writer,
            new ManualLoop(),
            () -> nowNanos,
            () -> wall);
    recorders.start();
    past =
        new PastViewers(
            recorders.history(),
            streams,
            new HistoryOptions(Duration.ofSeconds(60), 1, 1 << 20),
            reading,
            () -> nowNanos,
            () -> wall);
    past.start();
    watch = new WatchHandler(new Audience(streams, StreamDemand.NONE, new ServerId("here"), past));
  }

  @AfterEach
  void everyBufferIsBack() {
    watch.onClose(session, new WsClose(1000, ""));
    run();
    past.close();
    streams.endAll();
    writer.runDue();
    recorders.close();
    assertThat(pool.statistics().used()).isZero();
    assertThat(session.buffers().statistics().used()).isZero();
  }

  private Feed publish() {
    if (streams.publish(DOOR, 1, pool) instanceof StreamRegistry.Started started) {
      begin(started.feed(), "init");
      return started.feed();
    }
    throw new AssertionError("not started");
  }

  private void begin(Feed feed, String init) {
    feed.begin(
        new StreamDescription(MP4.format(), MP4.mimeType(), 640, 360), message(box("moov", init)));
  }

  private List<io.iocp.buffer.SharedBuffer> message(byte[] bytes) {
    return OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(bytes));
  }

  private static byte[] box(String type, String content) {
    return ByteBuffer.allocate(8 + content.length())
        .putInt(8 + content.length())
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static byte[] fragment(int number) {
    byte[] moof = box("moof", "");
    byte[] mdat = box("mdat", "chunk " + number);
    return ByteBuffer.allocate(moof.length + mdat.length).put(moof).put(mdat).array();
  }

  /** Seconds pass, each of which begins with a keyframe. */
  private void seconds(Feed feed, int count) {
    for (int i = 0; i < count * CHUNKS_PER_SECOND; i++) {
      byte[] fragment = fragment(published);
      feed.publish(published % CHUNKS_PER_SECOND == 0, message(fragment), fragment.length);
      published++;
      nowNanos += Duration.ofSeconds(1).toNanos() / CHUNKS_PER_SECOND;
      wall = wall.plusMillis(1000 / CHUNKS_PER_SECOND);
      writer.runDue();
    }
    run();
  }

  private void run() {
    writer.tick();
    reading.tick();
    reading.runDue();
    reading.tick();
    reading.runDue();
  }

  private void says(String json) {
    watch.onPiece(
        session, MessageType.TEXT, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true);
    run();
  }

  private void seek(String to) {
    says("{\"type\":\"seek\",\"to\":\"" + to + "\"}");
  }

  private void plays(Instant time) {
    says("{\"type\":\"position\",\"time\":\"" + time + "\"}");
  }

  /** What was sent from a binary message on: numbers of chunks, init segments as they are. */
  private List<String> media(int from) {
    List<String> media = new ArrayList<>();
    for (byte[] message : session.binaries().subList(from, session.binaries().size())) {
      String text = new String(message, StandardCharsets.ISO_8859_1);
      media.add(text.replaceFirst("(?s)^.*(chunk |moov)", ""));
    }
    return media;
  }

  private static List<String> chunks(String first, int from, int to) {
    List<String> chunks = new ArrayList<>(List.of(first));
    IntStream.range(from, to).forEach(number -> chunks.add(Integer.toString(number)));
    return chunks;
  }

  @Test
  void whoGoesBackReachesLiveWithoutAGapOrARepeatedChunk() {
    Feed feed = publish();
    seconds(feed, 30);
    watch.onOpen(session);
    int before = session.binaries().size();

    seek("-20s");
    assertThat(session.texts()).anyMatch(text -> text.contains("\"type\":\"past\""));
    assertThat(session.texts())
        .last()
        .asString()
        .isEqualTo("{\"type\":\"at\",\"time\":\"" + START.plusSeconds(20) + "\"}");
    assertThat(past.count()).isOne();
    // Ten seconds, and the chunk with which they are over.
    int ahead = 20 * CHUNKS_PER_SECOND + 1;
    assertThat(media(before)).startsWith("init", "40", "41");
    assertThat(media(before).size() - 1).isBetween(10 * CHUNKS_PER_SECOND, 11 * CHUNKS_PER_SECOND);

    for (int second = 10; second < 30; second++) {
      plays(START.plusSeconds(second));
      seconds(feed, 1);
    }
    assertThat(media(before)).startsWith(chunks("init", 40, ahead).toArray(String[]::new));
    plays(START.plusSeconds(41));
    assertThat(past.counters().count(HistoryCounter.CAUGHT_UP)).isOne();
    assertThat(past.count()).isZero();
    seconds(feed, 2);
    assertThat(media(before)).isEqualTo(chunks("init", 40, published));
    assertThat(session.closed()).isNull();
  }

  @Test
  void whoPausesIsSentNothingMore() {
    Feed feed = publish();
    seconds(feed, 30);
    watch.onOpen(session);
    seek(START.plusSeconds(5).toString());
    int before = session.binaries().size();
    seconds(feed, 20);
    assertThat(session.binaries()).hasSize(before);
  }

  @Test
  void whatBeganAnewIsToldOnTheWay() {
    Feed feed = publish();
    seconds(feed, 3);
    begin(feed, "other");
    seconds(feed, 3);
    watch.onOpen(session);
    int before = session.binaries().size();
    seek("-1h");
    assertThat(media(before))
        .containsSubsequence("init", "0", "11", "other", "12", Integer.toString(published - 1));
  }

  @Test
  void seekingAgainAndToLiveLeavesNothingBehind() {
    Feed feed = publish();
    seconds(feed, 20);
    watch.onOpen(session);
    seek("-10s");
    seek("-5s");
    int before = session.binaries().size();
    assertThat(media(0)).contains("60");
    seek("live");
    assertThat(past.count()).isZero();
    seconds(feed, 1);
    assertThat(media(before)).isEqualTo(chunks("init", 76, published));
  }

  @Test
  void whereNothingIsRecordedAViewerStaysWhereItIs() {
    Feed feed = publish();
    recorders.stop(DOOR.name());
    watch.onOpen(session);
    seek("-10s");
    assertThat(session.texts()).last().asString().contains("seek-refused", "nothing is recorded");
    int before = session.binaries().size();
    seconds(feed, 1);
    assertThat(session.binaries()).hasSize(before + CHUNKS_PER_SECOND);
  }

  @Test
  void noMoreViewersGoBackThanAreAllowed() {
    Feed feed = publish();
    seconds(feed, 30);
    watch.onOpen(session);
    seek("-20s");
    FakeWsSession second = new FakeWsSession("/watch/door", Map.of("stream", DOOR.name()));
    watch.onOpen(second);
    watch.onPiece(
        second,
        MessageType.TEXT,
        ByteBuffer.wrap("{\"type\":\"seek\",\"to\":\"-20s\"}".getBytes(StandardCharsets.UTF_8)),
        true);
    run();
    assertThat(second.texts()).last().asString().contains("too many viewers are in the past");
    watch.onClose(second, new WsClose(1000, ""));
  }

  @Test
  void aViewerIsToldHowFarItCanGoBack() {
    Feed feed = publish();
    seconds(feed, 70);
    watch.onOpen(session);
    says("{\"type\":\"window\"}");
    assertThat(session.texts())
        .last()
        .asString()
        .contains(
            "\"from\":\"" + START.plusSeconds(10) + "\"", "\"now\":\"" + START.plusSeconds(70));
  }
}
