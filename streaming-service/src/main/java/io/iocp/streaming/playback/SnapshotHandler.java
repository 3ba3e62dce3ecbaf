package io.iocp.streaming.playback;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.PictureSource;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /snapshot/{stream}.mp4}: the stream's newest keyframe as an MP4 of one picture, which
 * every browser shows in a {@code <video>}; {@code .jpg} of a stream of JPEG pictures. Made by a
 * job, and good for a second.
 *
 * <p>404 for a stream that nobody publishes, 406 for one without such a picture, 503 where none has
 * come yet or too many are being made.
 */
public final class SnapshotHandler implements HttpHandler {

  private static final Duration LIFETIME = Duration.ofSeconds(1);
  private static final int PIECE_BYTES = 16 << 10;

  /** Pictures kept at once: heap for streams that many ask for, whatever their number. */
  private static final int MOST_KEPT = 32;

  // Beside the picture, the head of the answer and what is left over of the last buffer.
  private static final long HEAD_ROOM_BYTES = 64 << 10;

  private final StreamRegistry streams;
  private final Audience audience;
  private final Predicate<Runnable> jobs;
  private final NanoClock clock;
  // The oldest first; guarded by itself.
  private final Map<Key, Snapshot> made = new LinkedHashMap<>();

  /**
   * Pictures of these streams, for whoever was let in: names are those of streams.
   *
   * @param audience counts who asks
   * @param jobs runs what may take a while on another thread, one after the other; says whether it
   *     will
   */
  public SnapshotHandler(
      StreamRegistry streams, Audience audience, Predicate<Runnable> jobs, NanoClock clock) {
    this.streams = streams;
    this.audience = audience;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** The stream that a file's name means; null for one of no known suffix. */
  public static @Nullable String streamName(String fileName) {
    return SnapshotFormat.of(fileName).map(format -> format.streamName(fileName)).orElse(null);
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    String fileName = exchange.variable("file");
    Optional<SnapshotFormat> format = SnapshotFormat.of(fileName);
    if (format.isEmpty()) {
      exchange.answer(404, "pictures are there as .mp4 or .jpg");
      return;
    }
    Key key = new Key(new StreamId(format.get().streamName(fileName)), format.get());
    Optional<LiveStream> stream = streams.best(key.stream());
    Optional<ByteBuffer> known = known(key);
    if (stream.isEmpty()) {
      exchange.answer(404, key.stream() + " is not live");
    } else if (known.isPresent()) {
      send(exchange, key.format(), known.get());
    } else if (!jobs.test(() -> make(exchange, key, stream.get()))) {
      audience.counters().increment(PlaybackCounter.SNAPSHOTS_REFUSED_BUSY);
      exchange.answer(503, "too many pictures are being made");
    }
  }

  /** A picture that is still good, for one reader. */
  private Optional<ByteBuffer> known(Key key) {
    synchronized (made) {
      made.values().removeIf(snapshot -> clock.nanoTime() - snapshot.expiresNanos() >= 0);
      return Optional.ofNullable(made.get(key)).map(snapshot -> snapshot.bytes().duplicate());
    }
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    // Nothing is kept of it; a picture that is being made is good for the next.
  }

  /**
   * On a job's thread, one at a time: those that asked meanwhile get what was made for the first.
   */
  private void make(HttpExchange exchange, Key key, LiveStream stream) {
    Optional<ByteBuffer> known = known(key);
    if (known.isPresent()) {
      exchange.execute(() -> send(exchange, key.format(), known.get()));
      return;
    }
    PictureSource source = stream.picture();
    if (source == null) {
      exchange.execute(() -> exchange.answer(503, "no keyframe has come yet"));
      return;
    }
    Optional<ByteBuffer> picture = picture(key, source);
    if (picture.isEmpty()) {
      exchange.execute(() -> exchange.answer(406, "the stream has no picture as " + key.format()));
      return;
    }
    ByteBuffer bytes = picture.get();
    synchronized (made) {
      made.put(key, new Snapshot(bytes, clock.nanoTime() + LIFETIME.toNanos()));
      made.keySet().stream()
          .limit(Math.max(0, made.size() - MOST_KEPT))
          .toList()
          .forEach(made::remove);
    }
    audience.counters().increment(PlaybackCounter.SNAPSHOTS_MADE);
    exchange.execute(() -> send(exchange, key.format(), bytes.duplicate()));
  }

  private static Optional<ByteBuffer> picture(Key key, PictureSource source) {
    try {
      return key.format().picture(source);
    } finally {
      source.release();
    }
  }

  private void send(HttpExchange exchange, SnapshotFormat format, ByteBuffer bytes) {
    List<SharedBuffer> pieces = pieces(exchange, bytes);
    if (pieces.isEmpty()) {
      exchange.answer(503, "server is out of buffers");
      return;
    }
    exchange.sendQueueBound(bytes.capacity() + HEAD_ROOM_BYTES);
    HttpFields headers =
        HttpFields.of("Content-Type", format.contentType())
            .with("Content-Length", Integer.toString(bytes.capacity()))
            .with("Cache-Control", "private, max-age=" + LIFETIME.toSeconds());
    if (exchange.startResponse(200, headers)) {
      if (exchange.offer(pieces, clock.nanoTime(), false) == SendOutcome.QUEUED) {
        exchange.flush();
      }
      exchange.finish();
    }
    pieces.forEach(SharedBuffer::release);
  }

  /** Copies into buffers of the pool; none when it is empty. */
  private static List<SharedBuffer> pieces(HttpExchange exchange, ByteBuffer bytes) {
    List<SharedBuffer> pieces = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = Math.min(bytes.remaining(), PIECE_BYTES);
      SharedBuffer piece = exchange.buffers().tryAcquire(length);
      if (piece == null) {
        pieces.forEach(SharedBuffer::release);
        return List.of();
      }
      piece.memory().put(bytes.slice(bytes.position(), length));
      piece.region(0, length);
      bytes.position(bytes.position() + length);
      pieces.add(piece);
    }
    return pieces;
  }

  private record Key(StreamId stream, SnapshotFormat format) {}

  private record Snapshot(ByteBuffer bytes, long expiresNanos) {}
}
