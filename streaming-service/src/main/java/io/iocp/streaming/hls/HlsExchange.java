package io.iocp.streaming.hls;

import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.streaming.hls.MultivariantPlaylist.Variant;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.WaitingViewers.Waiting;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on its way to an answer. In the exchange's context, but for its waiter's methods. */
final class HlsExchange implements HlsStream.Waiter {

  private static final String MEDIA_TYPE = "video/mp4";
  private static final String IMMUTABLE = "max-age=31536000, immutable";

  /** How long a stream that comes on demand is waited for. */
  private static final Duration ON_DEMAND_WAIT = Duration.ofSeconds(20);

  /** How long the first part is waited for, or renditions that are to be in one playlist. */
  private static final Duration INDEX_WAIT = Duration.ofSeconds(12);

  /** In target durations (RFC 8216bis, 6.2.5.2). */
  private static final int BLOCKING_TARGETS = 3;

  // Beside the body, the head of the answer and what is left over of the last buffer.
  private static final long HEAD_ROOM_BYTES = 64 << 10;

  private final HlsStreams streams;
  private final HttpExchange exchange;
  private final HlsRequest request;
  private @Nullable StreamId id;
  private @Nullable HlsStream waitsFor;
  private @Nullable Waiting waitsForPublisher;
  private boolean hasPlace;
  private boolean hasWaited;
  private boolean answered;
  private volatile long deadlineNanos;

  HlsExchange(HlsStreams streams, HttpExchange exchange, HlsRequest request) {
    this.streams = streams;
    this.exchange = exchange;
    this.request = request;
  }

  void begin(StreamId stream) {
    id = stream;
    HlsFile.Kind kind = request.file().kind();
    if (kind == HlsFile.Kind.INDEX || kind == HlsFile.Kind.MEDIA) {
      streams.watched(viewer());
    }
    serve(stream);
  }

  /** Nobody else looks like this, most of the time. */
  private String viewer() {
    return exchange.remoteAddress().getHostString()
        + ' '
        + Integer.toHexString(
            (exchange.headers().first("User-Agent") + request.suffix()).hashCode());
  }

  private void serve(StreamId stream) {
    switch (request.file().kind()) {
      case INDEX -> serveIndex(stream);
      case MEDIA -> {
        Optional<LiveStream> live = streams.streams().find(stream);
        Optional<HlsStream> hls =
            live.isPresent() ? streams.open(live.get(), exchange) : streams.find(stream);
        if (hls.isPresent()) {
          answer(hls.get(), ask(hls.get()));
        } else {
          absent(stream);
        }
      }
      default ->
          streams.find(stream).ifPresentOrElse(hls -> answer(hls, ask(hls)), () -> absent(stream));
    }
  }

  private void serveIndex(StreamId stream) {
    List<LiveStream> live =
        streams.streams().find(stream).map(List::of).orElse(streams.streams().renditions(stream));
    List<Variant> variants = new ArrayList<>();
    HlsAnswer last = null;
    for (LiveStream one : live) {
      Optional<HlsStream> hls = streams.open(one, exchange);
      if (hls.isPresent()) {
        Optional<Variant> variant = hls.get().variant(path(stream, one.id()));
        if (variant.isEmpty() && !hasWaited) {
          last = ask(hls.get());
          if (last instanceof HlsAnswer.Later) {
            answer(hls.get(), last);
            return;
          }
          variant = hls.get().variant(path(stream, one.id()));
        }
        variant.ifPresent(variants::add);
      }
    }
    if (!variants.isEmpty()) {
      // Players begin with the first.
      variants.sort(Comparator.comparingLong(Variant::peakBitsPerSecond).reversed());
      sendText(MultivariantPlaylist.of(variants, request.suffix()), 1);
    } else if (live.isEmpty()) {
      absent(stream);
    } else if (last instanceof HlsAnswer.Refused refused) {
      refuse(refused.status(), refused.sentence());
    } else {
      refuse(503, "no keyframe has come yet");
    }
  }

  private static String path(StreamId asked, StreamId rendition) {
    return asked.equals(rendition)
        ? HlsFile.MEDIA_NAME
        : rendition.rendition() + '/' + HlsFile.MEDIA_NAME;
  }

  // ── waiting ───────────────────────────────────────────────────────────────────────────────────

  private void answer(HlsStream hls, HlsAnswer answer) {
    if (answer instanceof HlsAnswer.Media media) {
      send(media.body(), MEDIA_TYPE, IMMUTABLE);
      streams.counters().increment(HlsCounter.MEDIA_SENT);
    } else if (answer instanceof HlsAnswer.Playlist playlist) {
      sendText(playlist.text(), playlist.maxAgeSeconds());
    } else if (answer instanceof HlsAnswer.Refused refused) {
      refuse(refused.status(), refused.sentence());
    } else {
      park(hls);
    }
  }

  private void park(HlsStream hls) {
    if (waitsFor == null) {
      if (!takePlace()) {
        hls.forget(this);
        return;
      }
      streams.counters().increment(HlsCounter.WAITED);
    }
    waitsFor = hls;
  }

  /** Asks the stream, which may have it wait: until when has to be known by then. */
  private HlsAnswer ask(HlsStream hls) {
    if (waitsFor == null) {
      boolean index = request.file().kind() == HlsFile.Kind.INDEX;
      Duration most =
          index ? INDEX_WAIT : Duration.ofSeconds((long) BLOCKING_TARGETS * hls.targetSeconds());
      deadlineNanos = streams.clock().nanoTime() + most.toNanos();
    }
    return hls.answer(request, this);
  }

  private boolean takePlace() {
    hasPlace = hasPlace || streams.takePlace();
    if (!hasPlace) {
      streams.counters().increment(HlsCounter.REFUSED_TOO_MANY_WAIT);
      refuse(503, "too many requests wait for media");
    }
    return hasPlace;
  }

  /** The stream may come on demand, and is waited for then. */
  private void absent(StreamId stream) {
    boolean playlist = request.file().kind() == HlsFile.Kind.INDEX;
    if (!playlist || hasWaited || !streams.demand().offers(stream)) {
      refuse(404, stream + " is not live");
      return;
    }
    hasWaited = true;
    waitsForPublisher =
        streams
            .streams()
            .waiting()
            .add(
                stream,
                ON_DEMAND_WAIT,
                false,
                () -> exchange.execute(() -> published(stream)),
                () -> exchange.execute(() -> refuse(404, stream + " is not live")));
    if (waitsForPublisher == null) {
      streams.counters().increment(HlsCounter.REFUSED_TOO_MANY_WAIT);
      refuse(503, "too many viewers wait for streams");
      return;
    }
    streams.demand().request(stream);
  }

  private void published(StreamId stream) {
    waitsForPublisher = null;
    hasWaited = false;
    if (!answered) {
      serve(stream);
    }
  }

  @Override
  public void wake() {
    exchange.execute(
        () -> {
          if (!answered && id != null) {
            serve(id);
          }
        });
  }

  @Override
  public void expire() {
    exchange.execute(
        () -> {
          if (!answered && id != null) {
            streams.counters().increment(HlsCounter.WAITED_IN_VAIN);
            hasWaited = true;
            if (request.file().kind() == HlsFile.Kind.INDEX) {
              serveIndex(id);
            } else {
              refuse(503, "the publisher sends nothing");
            }
          }
        });
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** The client has gone, or has its answer. */
  void closed() {
    answered = true;
    if (hasPlace) {
      hasPlace = false;
      streams.leavePlace();
    }
    if (waitsFor != null) {
      waitsFor.forget(this);
    }
    if (waitsForPublisher != null) {
      streams.streams().waiting().remove(waitsForPublisher);
    }
  }

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  private void sendText(String text, int maxAgeSeconds) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    SharedBytes body = SharedBytes.of(exchange.buffers(), List.of(ByteBuffer.wrap(bytes)));
    if (body == null) {
      refuse(503, "the server is out of buffers");
      return;
    }
    send(body, MediaPlaylist.MIME_TYPE, "max-age=" + maxAgeSeconds);
    streams.counters().increment(HlsCounter.PLAYLISTS_SENT);
  }

  /** The references go over. */
  private void send(SharedBytes body, String contentType, String caching) {
    answered = true;
    exchange.sendQueueBound(body.slotBytes() + HEAD_ROOM_BYTES);
    HttpFields headers =
        HttpFields.of("Content-Type", contentType)
            .with("Content-Length", Long.toString(body.length()))
            .with("Cache-Control", request.shared() ? caching : "private, " + caching)
            .with("Access-Control-Allow-Origin", "*");
    if (exchange.startResponse(200, headers)) {
      if (exchange.offer(body.buffers(), streams.clock().nanoTime(), false) == SendOutcome.QUEUED) {
        exchange.flush();
      }
      exchange.finish();
    }
    body.release();
  }

  void refuse(int status, String sentence) {
    answered = true;
    streams.counters().increment(HlsCounter.REFUSED);
    exchange.answer(
        new HttpRefusal(
            status,
            sentence,
            HttpFields.of("Access-Control-Allow-Origin", "*").with("Cache-Control", "no-store")));
  }
}
