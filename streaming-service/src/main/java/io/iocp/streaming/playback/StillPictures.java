package io.iocp.streaming.playback;

import io.iocp.streaming.media.still.StillPicture;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.PictureSource;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The newest pictures of streams, as {@link StillPicture} cuts them out; each is made once a second
 * at most, whoever asks. Thread-safe.
 */
public final class StillPictures {

  /** For how long a picture is good. */
  public static final Duration LIFETIME = Duration.ofSeconds(1);

  /** Pictures kept at once: heap for streams that many ask for, whatever their number. */
  private static final int MOST_KEPT = 32;

  /** Threads that may make pictures at once; each holds a group's first pictures meanwhile. */
  private static final int MAXIMUM_AT_ONCE = 4;

  private final StreamRegistry streams;
  private final Audience audience;
  private final NanoClock clock;
  private final Semaphore places = new Semaphore(MAXIMUM_AT_ONCE);
  // The oldest first; guarded by itself.
  private final Map<Key, Kept> made = new LinkedHashMap<>();

  /**
   * A picture, or why there is none.
   *
   * @param status as HTTP has it; 200 with a picture
   * @param reason why there is none, in words; empty with a picture
   * @param contentType of the picture
   * @param bytes the picture, for one reader; null where there is none
   */
  public record Picture(int status, String reason, String contentType, @Nullable ByteBuffer bytes) {

    static Picture of(SnapshotFormat format, ByteBuffer bytes) {
      return new Picture(200, "", format.contentType(), bytes);
    }

    /** The picture in an array of its own; null where there is none. */
    public byte @Nullable [] toArray() {
      if (bytes == null) {
        return null;
      }
      byte[] array = new byte[bytes.remaining()];
      bytes.get(bytes.position(), array);
      return array;
    }

    static Picture none(int status, String reason) {
      return new Picture(status, reason, "", null);
    }
  }

  private record Key(StreamId stream, SnapshotFormat format) {}

  private record Kept(ByteBuffer bytes, long expiresNanos) {}

  /**
   * Pictures of these streams.
   *
   * @param audience counts what is made
   */
  public StillPictures(StreamRegistry streams, Audience audience, NanoClock clock) {
    this.streams = streams;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * The newest picture of a stream, as MP4, or as JPEG of a stream of JPEG. May take a while; 503
   * when too many are being made.
   */
  public Picture newest(StreamId stream) {
    Optional<LiveStream> live = streams.best(stream);
    if (live.isEmpty()) {
      return Picture.none(404, stream + " is not live");
    }
    if (!places.tryAcquire()) {
      audience.counters().increment(PlaybackCounter.SNAPSHOTS_REFUSED_BUSY);
      return Picture.none(503, "too many pictures are being made");
    }
    try {
      Picture picture = make(stream, SnapshotFormat.MP4, live.get());
      return picture.status() == 406 ? make(stream, SnapshotFormat.JPEG, live.get()) : picture;
    } finally {
      places.release();
    }
  }

  /** A picture that is still good, for one reader. */
  Optional<ByteBuffer> known(StreamId stream, SnapshotFormat format) {
    synchronized (made) {
      made.values().removeIf(kept -> clock.nanoTime() - kept.expiresNanos() >= 0);
      return Optional.ofNullable(made.get(new Key(stream, format)))
          .map(kept -> kept.bytes().duplicate());
    }
  }

  /** The picture that is still good, or a new one. May take a while. */
  Picture make(StreamId stream, SnapshotFormat format, LiveStream live) {
    Optional<ByteBuffer> known = known(stream, format);
    if (known.isPresent()) {
      return Picture.of(format, known.get());
    }
    PictureSource source = live.picture();
    if (source == null) {
      return Picture.none(503, "no keyframe has come yet");
    }
    Optional<ByteBuffer> picture = picture(format, source);
    if (picture.isEmpty()) {
      return Picture.none(406, "the stream has no picture as " + format);
    }
    keep(new Key(stream, format), picture.get());
    audience.counters().increment(PlaybackCounter.SNAPSHOTS_MADE);
    return Picture.of(format, picture.get().duplicate());
  }

  private static Optional<ByteBuffer> picture(SnapshotFormat format, PictureSource source) {
    try {
      return format.picture(source);
    } finally {
      source.release();
    }
  }

  private void keep(Key key, ByteBuffer bytes) {
    synchronized (made) {
      made.put(key, new Kept(bytes, clock.nanoTime() + LIFETIME.toNanos()));
      made.keySet().stream()
          .limit(Math.max(0, made.size() - MOST_KEPT))
          .toList()
          .forEach(made::remove);
    }
  }
}
