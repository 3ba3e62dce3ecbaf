package io.iocp.streaming.playback;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.streaming.playback.StillPictures.Picture;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

  private static final int PIECE_BYTES = 16 << 10;

  // Beside the picture, the head of the answer and what is left over of the last buffer.
  private static final long HEAD_ROOM_BYTES = 64 << 10;

  private final StreamRegistry streams;
  private final Audience audience;
  private final StillPictures pictures;
  private final Predicate<Runnable> jobs;
  private final NanoClock clock;

  /**
   * Pictures of these streams, for whoever was let in: names are those of streams.
   *
   * @param audience counts who asks
   * @param jobs runs what may take a while on another thread, one after the other; says whether it
   *     will
   */
  public SnapshotHandler(
      StreamRegistry streams,
      Audience audience,
      StillPictures pictures,
      Predicate<Runnable> jobs,
      NanoClock clock) {
    this.streams = streams;
    this.audience = audience;
    this.pictures = pictures;
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
    StreamId id = new StreamId(format.get().streamName(fileName));
    Optional<LiveStream> stream = streams.best(id);
    Optional<ByteBuffer> known = pictures.known(id, format.get());
    if (stream.isEmpty()) {
      exchange.answer(404, id + " is not live");
    } else if (known.isPresent()) {
      send(exchange, format.get().contentType(), known.get());
    } else if (!jobs.test(
        () -> {
          // One at a time: those that asked meanwhile get what was made for the first.
          Picture picture = pictures.make(id, format.get(), stream.get());
          exchange.execute(() -> answer(exchange, picture));
        })) {
      audience.counters().increment(PlaybackCounter.SNAPSHOTS_REFUSED_BUSY);
      exchange.answer(503, "too many pictures are being made");
    }
  }

  private void answer(HttpExchange exchange, Picture picture) {
    ByteBuffer bytes = picture.bytes();
    if (bytes == null) {
      exchange.answer(picture.status(), picture.reason());
    } else {
      send(exchange, picture.contentType(), bytes);
    }
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    // Nothing is kept of it; a picture that is being made is good for the next.
  }

  private void send(HttpExchange exchange, String contentType, ByteBuffer bytes) {
    List<SharedBuffer> pieces = pieces(exchange, bytes);
    if (pieces.isEmpty()) {
      exchange.answer(503, "server is out of buffers");
      return;
    }
    exchange.sendQueueBound(bytes.capacity() + HEAD_ROOM_BYTES);
    HttpFields headers =
        HttpFields.of("Content-Type", contentType)
            .with("Content-Length", Integer.toString(bytes.capacity()))
            .with("Cache-Control", "private, max-age=" + StillPictures.LIFETIME.toSeconds());
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
}
