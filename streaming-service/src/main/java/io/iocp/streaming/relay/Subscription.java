package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * One viewer of one stream, and how far behind it is.
 *
 * <pre>
 *              queue at its bound            keyframe, and half of the queue is free
 *   FOLLOWING ────────────────────▶ BEHIND ───────────────────────────────────────▶ FOLLOWING
 *                                      │ for longer than the limit
 *                                      ▼
 *                                 closed with 1013
 * </pre>
 *
 * <p>The other half is there for the rest of the group of pictures: a viewer that is always a
 * little too slow gets some groups whole, not the beginning of each. Only accessed by its lane,
 * except for figures.
 */
public final class Subscription {

  private static final long NOT_BEHIND = Long.MIN_VALUE;

  private final WsSession session;
  private final LagPolicy policy;
  private final Counters<RelayCounter> counters;
  private final LongAdder deliveredBytes;
  private boolean waitingForKeyframe = true;
  private boolean closed;

  // Written by the lane only. Administration reads them; a figure may be a moment old.
  private volatile long behindSinceNanos = NOT_BEHIND;
  private int dropsToKeyframe;

  Subscription(
      WsSession session,
      LagPolicy policy,
      Counters<RelayCounter> counters,
      LongAdder deliveredBytes) {
    this.deliveredBytes = deliveredBytes;
    this.session = session;
    this.policy = policy;
    this.counters = counters;
  }

  /** The viewer's session. */
  public WsSession session() {
    return session;
  }

  /** Figures of this moment. Any thread. */
  ViewerSnapshot snapshot(long nowNanos) {
    long since = behindSinceNanos;
    return new ViewerSnapshot(
        session.id(),
        session.remoteAddress(),
        since == NOT_BEHIND ? null : Duration.ofNanos(Math.max(0, nowNanos - since)),
        session.queuedBytes(),
        dropsToKeyframe);
  }

  /** Whether it gets nothing until it has caught up. Any thread. */
  boolean isBehind() {
    return behindSinceNanos != NOT_BEHIND;
  }

  /** Queues what every viewer gets before media. Media without it would be of no use. */
  void begin(JoinMessages preamble) {
    if (closed) {
      return;
    }
    waitingForKeyframe = true;
    for (List<SharedBuffer> message : preamble.messages()) {
      if (session.offer(message) == SendOutcome.FULL) {
        closeTooSlow("the stream began anew while it was behind");
        return;
      }
    }
  }

  /** A hole in the stream: what follows makes sense from the next keyframe on. */
  void skipToKeyframe() {
    waitingForKeyframe = true;
  }

  /** Queues a chunk, or skips it; {@link #flush()} starts sending. */
  void deliver(MediaChunk chunk, long nowNanos) {
    if (closed) {
      return;
    }
    if (waitingForKeyframe && !canStartWith(chunk)) {
      skipped(nowNanos);
      return;
    }
    SendOutcome outcome = session.offer(chunk.frames());
    switch (outcome) {
      case SENT, QUEUED -> {
        counters.increment(RelayCounter.CHUNKS_QUEUED);
        deliveredBytes.add(chunk.payloadBytes());
        waitingForKeyframe = false;
        if (behindSinceNanos != NOT_BEHIND) {
          behindSinceNanos = NOT_BEHIND;
        }
      }
      case FULL -> fellBehind(nowNanos);
      case CLOSED -> closed = true;
    }
  }

  /** Closes it if more than this waits for it. */
  void closeBeyond(long queuedBytes) {
    if (!closed && session.queuedBytes() > queuedBytes) {
      closeTooSlow("the server needs the buffers");
    }
  }

  void flush() {
    session.flush();
  }

  /** The stream is over. */
  void end(WsClose status) {
    session.close(status);
  }

  private boolean canStartWith(MediaChunk chunk) {
    return chunk.isKeyframe()
        && (behindSinceNanos == NOT_BEHIND || session.queuedBytes() <= policy.queueBytes() / 2);
  }

  private void fellBehind(long nowNanos) {
    if (!waitingForKeyframe) {
      counters.increment(RelayCounter.DROPS_TO_KEYFRAME);
      dropsToKeyframe++;
      waitingForKeyframe = true;
    }
    if (behindSinceNanos == NOT_BEHIND) {
      behindSinceNanos = nowNanos;
    }
    skipped(nowNanos);
  }

  private void skipped(long nowNanos) {
    if (behindSinceNanos == NOT_BEHIND) {
      return; // It has just joined; nothing was taken from it.
    }
    counters.increment(RelayCounter.CHUNKS_SKIPPED_VIEWER_SLOW);
    Duration behind = Duration.ofNanos(nowNanos - behindSinceNanos);
    if (behind.compareTo(policy.closeAfter()) > 0) {
      closeTooSlow("behind for " + behind.toSeconds() + " s");
    }
  }

  private void closeTooSlow(String why) {
    closed = true;
    counters.increment(RelayCounter.VIEWERS_CLOSED_TOO_SLOW);
    session.closeWithoutBacklog(
        new WsClose(CloseCode.TRY_AGAIN_LATER, "viewer is too slow: " + why));
  }
}
