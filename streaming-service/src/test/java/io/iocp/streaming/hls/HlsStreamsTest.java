package io.iocp.streaming.hls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.session.WorkerTask;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.FragmentSamples;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.stream.StreamId;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HlsStreamsTest {

  private static final StreamId DESK = new StreamId("desk");
  private static final int WAITING = 3;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private long nanos;
  private final StreamRegistry registry = new StreamRegistry(RelayOptions.DEFAULTS, () -> nanos);
  private final HlsStreams streams =
      new HlsStreams(
          registry,
          StreamDemand.NONE,
          new HlsOptions(
              Duration.ofMillis(250),
              Duration.ofSeconds(2),
              Duration.ofSeconds(30),
              32 << 20,
              Duration.ofSeconds(15),
              WAITING),
          () -> nanos,
          InstantSource.system());
  private final HlsHandler handler = new HlsHandler(streams);

  /** A request, and what became of it. */
  private final class Asked {

    final HttpExchange exchange = mock(HttpExchange.class);
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status;
    HttpFields headers = HttpFields.EMPTY;
    private @Nullable Object attachment;

    Asked(String file, @Nullable String query) {
      when(exchange.method()).thenReturn("GET");
      when(exchange.variables()).thenReturn(Map.of("stream", DESK.name(), "file", file));
      when(exchange.variable("stream")).thenReturn(DESK.name());
      when(exchange.variable("file")).thenReturn(file);
      when(exchange.query()).thenReturn(query);
      when(exchange.headers()).thenReturn(HttpFields.EMPTY);
      when(exchange.remoteAddress())
          .thenReturn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
      when(exchange.buffers()).thenReturn(pool);
      when(exchange.attachment()).thenAnswer(call -> attachment);
      doAnswer(call -> attachment = call.getArgument(0)).when(exchange).attach(any());
      when(exchange.workerTask(any())).thenAnswer(call -> task(call.getArgument(0)));
      doAnswer(call -> run(call.getArgument(0))).when(exchange).execute(any());
      when(exchange.startResponse(anyInt(), any()))
          .thenAnswer(call -> begin(call.getArgument(0), call.getArgument(1)));
      when(exchange.offer(any(), anyLong(), anyBoolean()))
          .thenAnswer(call -> take(call.getArgument(0)));
      doAnswer(call -> refuse(call.getArgument(0))).when(exchange).answer(any(HttpRefusal.class));
      handler.onRequest(exchange);
    }

    private static WorkerTask task(Runnable work) {
      return () -> {
        work.run();
        return true;
      };
    }

    private static @Nullable Object run(Runnable task) {
      task.run();
      return null;
    }

    private boolean begin(int code, HttpFields fields) {
      status = code;
      headers = fields;
      return true;
    }

    private SendOutcome take(List<SharedBuffer> buffers) {
      for (SharedBuffer buffer : buffers) {
        byte[] piece = new byte[buffer.length()];
        buffer.view().get(piece);
        body.writeBytes(piece);
      }
      return SendOutcome.QUEUED;
    }

    private @Nullable Object refuse(HttpRefusal refusal) {
      status = refusal.status();
      body.writeBytes(refusal.reason().getBytes(UTF_8));
      return null;
    }

    String text() {
      return body.toString(UTF_8);
    }

    Asked closed() {
      handler.onClosed(exchange, true);
      return this;
    }
  }

  /** The samples of each track, as texts. */
  private static final class Noted implements SampleSink {

    final Map<Boolean, List<String>> samples = new HashMap<>();
    private int video;
    private int audio;

    @Override
    public void tracks(List<Track> tracks) {
      video = first(tracks, track -> track.codec().isVideo());
      audio = first(tracks, track -> !track.codec().isVideo());
    }

    private static int first(List<Track> tracks, Predicate<Track> which) {
      return tracks.stream().filter(which).findFirst().map(Track::id).orElse(0);
    }

    @Override
    public void sample(Sample sample) {
      int id = sample.track().id();
      if (id == video || id == audio) {
        samples
            .computeIfAbsent(id == video, key -> new ArrayList<>())
            .add(
                sample.decodeTime()
                    + " "
                    + sample.presentationTime()
                    + " "
                    + sample.data().hashCode());
      }
    }
  }

  private Feed publisher() {
    return ((Started) registry.publish(DESK, 7, pool)).feed();
  }

  private Noted publish(String file, Feed feed) {
    Noted noted = new Noted();
    Publication.of(file, pool, feed, new ChunkSamples(noted));
    return noted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-frag-every-frame.mp4",
        "h264-frag-keyframe.mp4",
        "h264-aac.flv",
        "h264-aac.ts",
        "hevc-opus.ts",
        "vp8-live.webm",
        "vp9-opus-live.webm",
        "av1.webm",
        "aac-only.ts"
      })
  void whateverIsPublishedEachSampleIsInASegment(String file) {
    Feed feed = publisher();
    Asked first = new Asked("index.m3u8", null);
    Noted published = publish(file, feed);
    assertThat(first.status).as(first.text()).isEqualTo(200);
    new Asked("media.m3u8", null).closed();
    registry.end(feed);

    String playlist = new Asked("media.m3u8", null).closed().text();
    assertThat(playlist).contains("#EXT-X-ENDLIST");
    Noted found = new Noted();
    FragmentSamples samples = new FragmentSamples(found);
    for (String line : playlist.lines().toList()) {
      if (line.startsWith("#EXT-X-MAP")) {
        samples.init(ByteBuffer.wrap(file(line).body.toByteArray()));
      } else if (line.startsWith("#EXT-X-PART:")) {
        Asked part = file(line);
        assertThat(part.headers.first("Cache-Control")).contains("immutable");
        assertThat(samples.chunk(ByteBuffer.wrap(part.body.toByteArray())).consumed()).isTrue();
      }
    }
    assertThat(found.samples.keySet()).isEqualTo(published.samples.keySet());
    found.samples.forEach(
        (video, all) ->
            assertThat(all)
                .as(video ? "pictures" : "sound")
                .isNotEmpty()
                .isEqualTo(startingWith(all.get(0), published.samples.get(video))));
  }

  /** Sound before the first picture is not wanted. */
  private static List<String> startingWith(String first, List<String> all) {
    return all.subList(all.indexOf(first), all.size());
  }

  private Asked file(String line) {
    int from = line.indexOf("URI=\"") + 5;
    Asked asked = new Asked(line.substring(from, line.indexOf('"', from)), null).closed();
    assertThat(asked.status).as(line).isEqualTo(200);
    return asked;
  }

  @Test
  void whoWaitsIsToldWhenItComesAndNotBefore() {
    Feed feed = publisher();
    Asked early = new Asked("media.m3u8", null);
    assertThat(early.status).isZero();
    assertThat(streams.waiting()).isEqualTo(1);
    publish("h264-frag-every-frame.mp4", feed);
    registry.end(feed);

    assertThat(early.status).isEqualTo(200);
    early.closed();
    assertThat(streams.waiting()).isZero();
  }

  @Test
  void whoWaitsInVainIsToldAfterThreeTargetDurations() {
    publisher();
    Asked early = new Asked("media.m3u8", null);
    nanos += Duration.ofSeconds(11).toNanos();
    streams.tick();
    assertThat(early.status).isZero();
    nanos += Duration.ofSeconds(2).toNanos();
    streams.tick();

    assertThat(early.status).isEqualTo(503);
  }

  @Test
  void whoHasGoneWaitsNoMore() {
    publisher();
    Asked early = new Asked("media.m3u8", null).closed();
    nanos += Duration.ofSeconds(20).toNanos();
    streams.tick();

    assertThat(early.status).isZero();
    assertThat(streams.size()).isZero();
  }

  @Test
  void noMoreWaitThanMay() {
    publisher();
    List<Asked> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      waiting.add(new Asked("media.m3u8", null));
    }
    Asked refused = new Asked("media.m3u8", null);
    assertThat(refused.status).isEqualTo(503);
    waiting.get(0).closed();

    assertThat(new Asked("media.m3u8", null).status).isZero();
  }

  @Test
  void whatNobodyAsksForStopsAndGivesItsMemoryBack() {
    long free = pool.freeBytes();
    Feed feed = publisher();
    Asked asked = new Asked("media.m3u8", null);
    publish("h264-aac.ts", feed);
    asked.closed();
    assertThat(streams.memoryBytes()).isPositive();
    assertThat(registry.find(DESK).orElseThrow().isWatched()).isTrue();
    nanos += Duration.ofSeconds(15).toNanos();
    streams.tick();

    assertThat(streams.size()).isZero();
    assertThat(streams.viewers()).isZero();
    assertThat(registry.find(DESK).orElseThrow().isWatched()).isFalse();
    registry.end(feed);
    assertThat(pool.freeBytes()).isEqualTo(free);
  }

  @Test
  void anotherPublisherIsADiscontinuityWithAnInitSegmentOfItsOwn() {
    Feed first = publisher();
    Asked asked = new Asked("media.m3u8", null);
    publish("h264-aac.ts", first);
    asked.closed();
    registry.lost(first);
    publish("hevc-opus.ts", publisher());

    String playlist = new Asked("media.m3u8", null).closed().text();
    assertThat(playlist.split("#EXT-X-MAP", -1)).hasSize(3);
    assertThat(playlist).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
    assertThat(new Asked("index.m3u8", null).closed().text()).contains("hvc1.").contains("opus");
  }

  @Test
  void aStreamThatBeginsAnewGoesOnCountingSegments() {
    Feed first = publisher();
    Asked asked = new Asked("media.m3u8", null);
    publish("h264-aac.ts", first);
    registry.end(first);
    asked.closed();
    long before = sequence(asked.text());
    Feed second = publisher();
    Asked again = new Asked("media.m3u8", null);
    publish("h264-aac.ts", second);
    registry.end(second);

    assertThat(sequence(again.closed().text())).isGreaterThan(before);
  }

  private static long sequence(String playlist) {
    return playlist
        .lines()
        .filter(line -> line.startsWith("#EXT-X-MEDIA-SEQUENCE:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void picturesOfJpegAreRefusedInWords() {
    Feed feed = publisher();
    Asked asked = new Asked("index.m3u8", null);
    publish("jpeg.mjpeg", feed);

    assertThat(asked.status).isEqualTo(406);
    assertThat(asked.text()).contains(".mjpeg");
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertThat(new Asked("index.m3u8", null).status).isEqualTo(404);
    assertThat(new Asked("seg1.m4s", null).status).isEqualTo(404);
    assertThat(new Asked("else.txt", null).text()).contains("/hls/{stream}/index.m3u8");
  }

  @Test
  void onlyWhatIsAskedForByTheAddressAloneIsForSharedCaches() {
    Feed feed = publisher();
    Asked asked = new Asked("media.m3u8", null);
    publish("h264-aac.ts", feed);
    registry.end(feed);

    assertThat(asked.headers.first("Cache-Control")).isEqualTo("max-age=1");
  }
}
