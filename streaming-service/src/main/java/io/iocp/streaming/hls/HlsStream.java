package io.iocp.streaming.hls;

import io.iocp.buffer.BufferPool;
import io.iocp.statistics.Counters;
import io.iocp.streaming.hls.MultivariantPlaylist.Variant;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.mp4.MovieFragment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stream as segments and parts, and the requests that wait for more of it.
 *
 * <p>Any thread. Those who wait are told without the lock.
 */
final class HlsStream implements Segmenter.Output {

  /** One that waits for more media; has a place of its own among all that may wait. */
  interface Waiter {

    /** What there is has changed: asks again. Called once, on any thread; must not block. */
    void wake();

    /** Nothing came in time. As {@link #wake}. */
    void expire();

    /** Until when it waits, by the clock of the nanoseconds. */
    long deadlineNanos();
  }

  private static final int PLAYLIST_SECONDS = 1;
  private static final int BLOCKING_PLAYLIST_TARGETS = 6;
  private static final int MOST_PLAYLISTS_KEPT = 64;
  private static final double BITS = 8;

  /** A shorter segment says nothing about bit rates. */
  private static final double LEAST_SECONDS = 0.5;

  private static final HlsAnswer LATER = new HlsAnswer.Later();
  private static final HlsAnswer GONE =
      new HlsAnswer.Refused(404, "this part of the stream is not kept any more");

  private final BufferPool buffers;
  private final Counters<HlsCounter> counters;
  private final LongSupplier maximumBytes;
  private final int targetSeconds;
  private final double partSeconds;

  // All below guarded by this.
  private final SegmentWindow window;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final Map<String, String> playlists = new HashMap<>();
  private @Nullable String refusal;
  private boolean closed;
  private int sequenceNumber;

  /**
   * @param maximumBytes what the window may take now
   * @param targetSeconds what no segment is longer than
   */
  HlsStream(
      BufferPool buffers,
      Counters<HlsCounter> counters,
      LongSupplier maximumBytes,
      int targetSeconds,
      double partSeconds,
      SegmentWindow window) {
    this.buffers = buffers;
    this.counters = counters;
    this.maximumBytes = maximumBytes;
    this.targetSeconds = targetSeconds;
    this.partSeconds = partSeconds;
    this.window = window;
  }

  // ── what comes ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void tracks(List<Track> tracks) {
    SharedBytes init = SharedBytes.of(buffers, List.of(MovieFragment.initSegment(tracks)));
    synchronized (this) {
      if (closed || init == null) {
        if (init != null) {
          init.release();
        }
        refusal = init == null ? "the server is out of buffers" : refusal;
      } else {
        refusal = null;
        Track first = tracks.get(0);
        String codecs = tracks.stream().map(HlsStream::codec).collect(Collectors.joining(","));
        window.begin(
            new InitSection(
                window.nextNumber(), codecs, first.widthPixels(), first.heightPixels(), init));
      }
    }
    changed();
  }

  /** As the init segment has it, whatever the publisher's container calls the same. */
  private static String codec(Track track) {
    return switch (track.codec()) {
      case H264 -> track.codecString().replace("avc3.", "avc1.");
      case H265 -> track.codecString().replace("hev1.", "hvc1.");
      case VP8 -> track.codecString().equals("vp8") ? "vp08.00.10.08" : track.codecString();
      case VP9 -> track.codecString().equals("vp9") ? "vp09.00.10.08" : track.codecString();
      default -> track.codecString();
    };
  }

  @Override
  public void part(CutPart part) {
    List<ByteBuffer> contents = new ArrayList<>();
    contents.add(MovieFragment.header(++sequenceNumber, part.runs()));
    for (List<Sample> run : part.runs()) {
      for (Sample sample : run) {
        contents.add(sample.data());
      }
    }
    long most = maximumBytes.getAsLong();
    SharedBytes body = SharedBytes.of(buffers, contents);
    synchronized (this) {
      if (body == null) {
        counters.increment(HlsCounter.PARTS_LOST_NO_BUFFERS);
        window.endSegment();
      } else if (closed || window.init() == null) {
        body.release();
      } else {
        counters.increment(HlsCounter.PARTS_MADE);
        window.add(part, body, most);
      }
    }
    changed();
  }

  @Override
  public void endSegment() {
    synchronized (this) {
      window.endSegment();
    }
    changed();
  }

  @Override
  public void unsupported(String reason) {
    synchronized (this) {
      refusal = reason;
    }
    changed();
  }

  /** The stream is over. */
  void end() {
    synchronized (this) {
      window.end();
    }
    changed();
  }

  /** Nothing is kept any more. */
  void close() {
    synchronized (this) {
      closed = true;
      window.end();
      window.release();
    }
    changed();
  }

  /** Everybody looks again; who is not content waits again. */
  private void changed() {
    List<Waiter> woken;
    synchronized (this) {
      playlists.clear();
      woken = List.copyOf(waiters);
      waiters.clear();
    }
    woken.forEach(Waiter::wake);
  }

  /** Tells those who have waited for too long. */
  void expire(long nowNanos) {
    List<Waiter> late;
    synchronized (this) {
      late = waiters.stream().filter(one -> nowNanos - one.deadlineNanos() >= 0).toList();
      late.forEach(waiters::remove);
    }
    late.forEach(Waiter::expire);
  }

  // ── what is asked ─────────────────────────────────────────────────────────────────────────────

  /** The waiter has gone. */
  synchronized void forget(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** Whether the stream has ended, and nothing comes any more. */
  synchronized boolean isOver() {
    return closed || window.isEnded();
  }

  /** Memory of the pool. */
  synchronized long slotBytes() {
    return window.slotBytes();
  }

  /** Number of the segment after all there are. */
  synchronized long nextNumber() {
    return window.nextNumber();
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiters.size();
  }

  /** Seconds that no segment is longer than. */
  int targetSeconds() {
    return targetSeconds;
  }

  /**
   * What a request for a file of the stream is told.
   *
   * @param waiter woken when there is more, if the answer is {@link HlsAnswer.Later}
   */
  synchronized HlsAnswer answer(HlsRequest request, Waiter waiter) {
    HlsAnswer answer = closed ? GONE : refusal != null ? refused() : look(request);
    if (answer instanceof HlsAnswer.Later) {
      waiters.add(waiter);
    }
    return answer;
  }

  private HlsAnswer refused() {
    return new HlsAnswer.Refused(406, String.valueOf(refusal));
  }

  private HlsAnswer look(HlsRequest request) {
    HlsFile file = request.file();
    return switch (file.kind()) {
      case INDEX, MEDIA -> playlist(request);
      case INIT -> media(window.init(file.number()).map(init -> init.body().retain()));
      case SEGMENT -> {
        Optional<Segment> segment = window.segment(file.number());
        yield file.number() >= window.currentNumber()
            ? later(file.number() == window.currentNumber())
            : media(segment.map(Segment::body));
      }
      case PART -> {
        boolean next =
            file.number() == window.currentNumber() && file.part() == window.currentPart();
        yield next ? later(true) : media(part(file));
      }
    };
  }

  private HlsAnswer later(boolean willCome) {
    return willCome && !window.isEnded() ? LATER : GONE;
  }

  private Optional<SharedBytes> part(HlsFile file) {
    return window
        .segment(file.number())
        .filter(segment -> file.part() < segment.parts().size())
        .map(segment -> segment.parts().get(file.part()).body().retain());
  }

  private static HlsAnswer media(Optional<SharedBytes> body) {
    return body.<HlsAnswer>map(HlsAnswer.Media::new).orElse(GONE);
  }

  private HlsAnswer playlist(HlsRequest request) {
    if (request.part() != HlsRequest.NONE && !request.isBlocking()) {
      return new HlsAnswer.Refused(400, "_HLS_part needs _HLS_msn");
    }
    boolean index = request.file().kind() == HlsFile.Kind.INDEX;
    if (index ? window.isEmpty() : !window.hasCompleteSegment()) {
      return window.isEnded() ? GONE : LATER;
    }
    if (request.isBlocking() && !window.isEnded()) {
      if (!window.isPlausible(request.segment())) {
        return new HlsAnswer.Refused(
            400, "_HLS_msn is too far away: segment " + window.currentNumber() + " is next");
      }
      int part = request.part() == HlsRequest.NONE ? Integer.MAX_VALUE : request.part();
      if (!window.has(request.segment(), part)) {
        return LATER;
      }
    }
    String suffix = request.suffix();
    if (playlists.size() >= MOST_PLAYLISTS_KEPT) {
      playlists.clear();
    }
    String text =
        playlists.computeIfAbsent(
            request.delta() + suffix,
            key -> MediaPlaylist.of(window, targetSeconds, partSeconds, suffix, request.delta()));
    return new HlsAnswer.Playlist(
        text, request.isBlocking() ? BLOCKING_PLAYLIST_TARGETS * targetSeconds : PLAYLIST_SECONDS);
  }

  /**
   * What the stream is among its renditions; empty while there is nothing to play.
   *
   * @param path of its playlist
   */
  synchronized Optional<Variant> variant(String path) {
    List<Segment> segments = window.segments();
    InitSection init = window.init();
    double seconds = segments.stream().mapToDouble(Segment::seconds).sum();
    if (closed || refusal != null || init == null || seconds <= 0) {
      return Optional.empty();
    }
    long bytes = segments.stream().mapToLong(Segment::bytes).sum();
    int pictures = segments.stream().mapToInt(Segment::pictures).sum();
    double peak =
        segments.stream()
            .filter(segment -> segment.isComplete() && segment.seconds() >= LEAST_SECONDS)
            .mapToDouble(segment -> segment.bytes() / segment.seconds())
            .max()
            .orElse(bytes / seconds);
    return Optional.of(
        new Variant(
            path,
            Math.max(1, Math.round(Math.max(peak, bytes / seconds) * BITS)),
            Math.max(1, Math.round(bytes / seconds * BITS)),
            init.codecs(),
            init.widthPixels(),
            init.heightPixels(),
            init.widthPixels() > 0 ? pictures / seconds : 0));
  }
}
