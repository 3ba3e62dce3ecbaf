package io.iocp.streaming.history;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.recording.History.Newest;
import io.iocp.streaming.recording.HistoryReader;
import io.iocp.streaming.recording.HistoryReader.Piece;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamInfo;
import io.iocp.streaming.relay.Subscription;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A viewer that has gone back.
 *
 * <pre>
 *              seek                    everything that is written has been sent
 *   (live) ──────────▶ READING ───────────────────────────────────────────────▶ FOLLOWING
 *      ▲                │  ▲                        seek                            │
 *      │                │  └────────────────────────────────────────────────────────┘
 *      └────────────────┴── seek to live; what was to be read is gone
 * </pre>
 *
 * <p>While it reads it is sent no more than ten seconds ahead of what it says that it plays, so a
 * pause costs nothing and any speed is possible. While it follows, the stream's fan-out sends what
 * comes; the hand-over is behind the very chunk that was sent last.
 *
 * <p>Its public methods may be called from any thread; all else happens on the loop.
 */
public final class PastViewer {

  private static final Logger log = LoggerFactory.getLogger(PastViewer.class);

  /** After so many chunks the loop serves another viewer. */
  private static final int CHUNKS_IN_A_ROW = 32;

  /** What waits is a part of the bound only: the rest is for a chunk that is larger than most. */
  private static final int PARTS_OF_QUEUE = 4;

  private final PastViewers owner;
  private final ViewerSession session;
  private final BufferPool buffers;
  private final StreamId stream;
  private final Runnable live;

  // The newest wish counts: seeks that come faster than they can be done are left out.
  private final AtomicReference<@Nullable SeekTarget> wish = new AtomicReference<>();
  private volatile boolean closed;

  // All below only accessed on the loop.
  private @Nullable HistoryReader reader;
  private @Nullable LiveStream followed;
  private @Nullable Subscription subscription;
  private Instant limit = Instant.EPOCH;
  private Instant marked = Instant.EPOCH;
  // What has been read and not been taken by the session yet, in order.
  private final Deque<Outgoing> outgoing = new ArrayDeque<>();
  private boolean pumping;

  private record Outgoing(MessageType type, ByteBuffer bytes) {}

  PastViewer(
      PastViewers owner,
      ViewerSession session,
      BufferPool buffers,
      StreamId stream,
      Runnable live) {
    this.owner = owner;
    this.session = session;
    this.buffers = buffers;
    this.stream = stream;
    this.live = live;
  }

  /** The viewer wants to see another moment, as soon as whoever serves it now has stopped. */
  public void seek(SeekTarget to) {
    if (wish.getAndSet(to) == null) {
      owner.loop().execute(this::leaveFanOut);
    }
  }

  /** The viewer plays this moment now. If that is not heard, the next time is. */
  public void playsAt(Instant time) {
    boolean ignored =
        owner.post(
            () -> {
              if (reader != null) {
                limit = bounded(time).plus(HistoryOptions.AHEAD);
                pump();
              }
            });
  }

  /** Nobody plays what has not been. */
  private Instant bounded(Instant time) {
    Instant now = owner.now();
    return time.isAfter(now) ? now : time;
  }

  /** The viewer has gone. */
  public void close() {
    closed = true;
    owner.loop().execute(this::leave);
  }

  /** Nothing is sent to it any more. */
  void leave() {
    stopReading();
    LiveStream before = followed;
    Subscription ending = subscription;
    followed = null;
    subscription = null;
    if (before != null && ending != null) {
      before.leave(ending);
    }
    owner.remove(this);
  }

  private void stopReading() {
    HistoryReader open = reader;
    reader = null;
    outgoing.clear();
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.debug("A recording could not be closed", e);
      }
    }
  }

  /**
   * What the fan-out has begun to send comes first: the seek goes on behind it, through the same
   * worker.
   */
  private void leaveFanOut() {
    leave();
    if (!session.workerTask(() -> owner.loop().execute(this::go)).post()) {
      wish.set(null); // The transport has stopped.
    }
  }

  private void go() {
    SeekTarget to = wish.getAndSet(null);
    if (closed || to == null) {
      return;
    }
    session.discardQueued();
    if (to.isLive()) {
      live.run();
      return;
    }
    try {
      Optional<Instant> oldest = owner.oldest(stream);
      if (oldest.isPresent() && owner.add(this) && open(to.within(oldest.get(), owner.now()))) {
        owner.counters().increment(HistoryCounter.SEEKS);
        pump();
        return;
      }
      owner.counters().increment(HistoryCounter.SEEKS_REFUSED);
      PastViewers.refuse(session, "nothing is recorded at that time");
    } catch (IOException e) {
      failed(e);
      return;
    }
    goLive();
  }

  private boolean open(Instant time) throws IOException {
    HistoryReader found = owner.history().open(stream, time).orElse(null);
    reader = found;
    if (found == null) {
      return false;
    }
    session.sendQueueBound(owner.options().queueBytes());
    Instant from = found.time();
    Instant shown = time.isBefore(from) ? from : time;
    limit = shown.plus(HistoryOptions.AHEAD);
    marked = Instant.EPOCH;
    text(PastMessages.past(shown, from));
    return true;
  }

  private void text(String message) {
    outgoing.add(
        new Outgoing(MessageType.TEXT, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8))));
  }

  /** Sends what there is room for. */
  void pump() {
    if (pumping) {
      return; // It goes on by itself.
    }
    try {
      for (int i = 0; i < CHUNKS_IN_A_ROW; i++) {
        if (reader == null || !send() || !read()) {
          session.flush();
          return;
        }
      }
    } catch (IOException e) {
      failed(e);
      return;
    }
    session.flush();
    pumping = true;
    owner
        .loop()
        .execute(
            () -> {
              pumping = false;
              pump();
            });
  }

  /** Reads the next chunk, if it is time for it and there is one. */
  private boolean read() throws IOException {
    HistoryReader from = reader;
    if (from == null || from.time().isAfter(limit)) {
      return false;
    }
    Piece piece = from.next();
    if (piece == null) {
      reachedTheEnd(from);
      return false;
    }
    owner.counters().add(HistoryCounter.BYTES, piece.bytes().remaining());
    StreamDescription begins = piece.begins();
    if (begins != null) {
      text(StreamInfo.json(stream, begins, 0, 0));
      if (piece.init().hasRemaining()) {
        outgoing.add(new Outgoing(MessageType.BINARY, piece.init()));
      }
    }
    if (piece.time().isAfter(marked) || piece.begins() != null) {
      marked = piece.time();
      text(PastMessages.at(marked));
    }
    outgoing.add(new Outgoing(MessageType.BINARY, piece.bytes()));
    return true;
  }

  /** Hands to the session what was read; false while there is no room. */
  private boolean send() {
    while (!outgoing.isEmpty()) {
      if (session.queuedBytes() > owner.options().queueBytes() / PARTS_OF_QUEUE) {
        return false;
      }
      Outgoing next = outgoing.peek();
      List<SharedBuffer> message =
          OutboundMessage.of(buffers, next.type(), next.bytes().duplicate());
      if (message.isEmpty()) {
        return false; // The pool is empty: others need it more.
      }
      long now = owner.nowNanos();
      SendOutcome outcome =
          next.type() == MessageType.TEXT
              ? session.offerText(message, now)
              : session.offer(message, now, true);
      message.forEach(SharedBuffer::release);
      switch (outcome) {
        case SENT, QUEUED -> outgoing.remove();
        case FULL -> {
          if (session.queuedBytes() == 0) {
            session.closeWithoutBacklog(
                new WsClose(
                    Subscription.TOO_SLOW, "a chunk of the stream is larger than the send queue"));
            leave();
          }
          return false;
        }
        case CLOSED -> {
          leave();
          return false;
        }
      }
    }
    return true;
  }

  /** All that is written has been sent: what comes now is the fan-out's, or there is none. */
  private void reachedTheEnd(HistoryReader from) {
    Newest newest = owner.history().newest(stream).orElse(null);
    LiveStream now = owner.streams().find(stream).orElse(null);
    if (now == null || now.hasEnded()) {
      leave();
      session.close(new WsClose(CloseCode.NORMAL, "stream has ended"));
    } else if (newest == null || newest.stream() != now) {
      goLive(); // It is not recorded any more.
    } else if (from.hasRead(newest)) {
      Subscription begun = now.goOn(session, newest.description(), newest.sequence());
      if (begun != null) {
        stopReading();
        followed = now;
        subscription = begun;
        owner.remove(this);
        owner.counters().increment(HistoryCounter.CAUGHT_UP);
      }
    }
  }

  private void failed(IOException e) {
    log.warn(
        "A viewer of {} is taken to live, as its past cannot be read: {}", stream, e.toString());
    owner.counters().increment(HistoryCounter.READ_FAILURES);
    goLive();
  }

  private void goLive() {
    leave();
    if (!closed) {
      live.run();
    }
  }
}
