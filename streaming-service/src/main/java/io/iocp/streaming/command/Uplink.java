package io.iocp.streaming.command;

import io.iocp.connection.SendOutcome;
import io.iocp.time.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits between the source of media and the server.
 *
 * <pre>
 *   source ──add──▶ queue ──pump──▶ link (the session of the moment, or none)
 * </pre>
 *
 * <p>A live source is never held up. When a piece has waited for longer than {@link #MAX_DELAY} the
 * link is slower than the stream, and what waits is dropped up to the newest keyframe, or to the
 * next one if there is none. Without a link the newest group of pictures is kept, with which the
 * next one begins. Any other source waits while more than {@value #WAIT_ABOVE_BYTES} bytes do, and
 * loses nothing.
 *
 * <p>Any thread; {@link #add} is the source's own.
 */
final class Uplink {

  static final Duration MAX_DELAY = Duration.ofMillis(1500);
  static final long WAIT_ABOVE_BYTES = 1 << 20;

  /** Whatever its age: a group of pictures that is larger is not kept. */
  static final long MAX_BYTES = 32 << 20;

  /** Where messages go; answers as a session does. */
  interface Link {
    SendOutcome send(ByteBuffer message);
  }

  /**
   * Figures so far.
   *
   * @param sentPieces pieces handed to links
   * @param sentBytes their bytes
   * @param droppedPieces pieces that were not sent
   * @param waitingNanos age of the oldest that waits; 0 if none does
   */
  record Figures(long sentPieces, long sentBytes, long droppedPieces, long waitingNanos) {}

  private final boolean live;
  private final NanoClock clock;

  // Guarded by this.
  private final Deque<MediaPiece> queue = new ArrayDeque<>();
  private long queuedBytes;
  private @Nullable Link link;
  private long linkedNanos;
  private @Nullable InitSegment initSent;
  private boolean wantsKeyframe = true;
  private boolean ended;
  private boolean closed;
  private long sentPieces;
  private long sentBytes;
  private long droppedPieces;

  /**
   * @param live whether pieces are dropped rather than the source held up
   */
  Uplink(boolean live, NanoClock clock) {
    this.live = live;
    this.clock = clock;
  }

  /** Takes a piece; a source that is not live may have to wait. */
  synchronized void add(MediaPiece piece) {
    if (!live) {
      awaitRoom();
    }
    if (closed || (wantsKeyframe && !piece.keyframe())) {
      droppedPieces++;
      return;
    }
    wantsKeyframe = false;
    queue.add(piece);
    queuedBytes += piece.bytes().remaining();
    if (live) {
      shed();
    }
    pump();
  }

  private void awaitRoom() {
    while (queuedBytes > WAIT_ABOVE_BYTES && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
  }

  private void shed() {
    boolean late = link != null && ageOf(queue.getFirst()) > MAX_DELAY.toNanos();
    boolean kept = link == null && queue.getLast().keyframe();
    if (queue.size() > 1 && (late || kept || queuedBytes > MAX_BYTES)) {
      dropBeforeNewestKeyframe();
    }
  }

  private void dropBeforeNewestKeyframe() {
    int index = 0;
    int newest = 0; // Where the oldest piece is: that one goes in any case.
    for (MediaPiece piece : queue) {
      if (piece.keyframe()) {
        newest = index;
      }
      index++;
    }
    int left = newest == 0 ? 0 : queue.size() - newest;
    while (queue.size() > left) {
      drop();
    }
    wantsKeyframe = queue.isEmpty();
  }

  private void drop() {
    queuedBytes -= queue.removeFirst().bytes().remaining();
    droppedPieces++;
  }

  /** Since it came, or since there is a link: what was kept for that is not late. */
  private long ageOf(MediaPiece piece) {
    long now = clock.nanoTime();
    return Math.min(now - piece.arrivedNanos(), now - linkedNanos);
  }

  /** Sends through this from now on, from a keyframe on, with what must come before it. */
  synchronized void connect(Link opened) {
    link = opened;
    linkedNanos = clock.nanoTime();
    initSent = null;
    while (!queue.isEmpty() && !queue.getFirst().keyframe()) {
      drop();
    }
    if (queue.isEmpty()) {
      wantsKeyframe = true;
    }
    pump();
  }

  /** The link is gone. */
  synchronized void disconnect() {
    link = null;
  }

  /** Sends what the link takes. */
  synchronized void pump() {
    Link out = link;
    while (out != null && !queue.isEmpty()) {
      MediaPiece piece = queue.getFirst();
      if (piece.init() != initSent) {
        if (!piece.init().isEmpty() && !out.send(piece.init().bytes()).isAccepted()) {
          return;
        }
        initSent = piece.init();
      }
      if (!out.send(piece.bytes().duplicate()).isAccepted()) {
        return;
      }
      queue.removeFirst();
      queuedBytes -= piece.bytes().remaining();
      sentPieces++;
      sentBytes += piece.bytes().remaining();
      notifyAll();
    }
  }

  /** Nothing more comes. */
  synchronized void end() {
    ended = true;
  }

  /** Nothing more is taken: a source that waits goes on, into nothing. */
  synchronized void close() {
    closed = true;
    ended = true;
    notifyAll();
  }

  /** Whether nothing more comes. */
  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether nothing more comes, and all that came has gone. */
  synchronized boolean isDrained() {
    return ended && queue.isEmpty();
  }

  synchronized Figures figures() {
    return new Figures(
        sentPieces, sentBytes, droppedPieces, queue.isEmpty() ? 0 : ageOf(queue.getFirst()));
  }
}
