package io.iocp.streaming.ingest.udp.protocol;

import io.iocp.statistics.Counters;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts RTP packets back in the order of their sequence numbers. Those that are ahead wait, {@value
 * #PACKETS} at most and not for long: one that is still missing then is given up, and counted.
 *
 * <p>Not thread-safe.
 */
final class ReorderWindow {

  /** How far a packet may be ahead of the one that is missed. */
  static final int PACKETS = 32;

  /** How long one is missed: networks that change the order do it within a few milliseconds. */
  static final long WAIT_NANOS = Duration.ofMillis(40).toNanos();

  /**
   * A number that is further from what is expected is that of a sender that begins anew, and so are
   * as many as the window that are all behind.
   */
  private static final int JUMP = 3000;

  private static final int SEQUENCE_MASK = 0xFFFF;

  private record Waiting(ByteBuffer payload, long sinceNanos) {}

  private final Counters<UdpCounter> counters;
  // By sequence number, modulo the window.
  private final @Nullable Waiting[] waiting = new @Nullable Waiting[PACKETS];
  private int waitingCount;
  // Below zero before the first packet.
  private int expected = -1;
  private int lateInRow;

  ReorderWindow(Counters<UdpCounter> counters) {
    this.counters = counters;
  }

  /** Takes a packet, and hands on what is in order now. */
  void take(RtpPacket packet, long nowNanos, TransportSink sink) {
    int ahead = expected < 0 ? 0 : (short) (packet.sequence() - expected);
    lateInRow = ahead < 0 ? lateInRow + 1 : 0;
    if (Math.abs(ahead) > JUMP || lateInRow > PACKETS) {
      lateInRow = 0;
      restart(sink);
      ahead = 0;
    }
    if (expected < 0) {
      expected = packet.sequence();
    }
    if (ahead < 0) {
      counters.increment(UdpCounter.RTP_LATE);
      return;
    }
    if (ahead >= PACKETS) {
      moveOn(ahead - PACKETS + 1, sink);
      ahead = (short) (packet.sequence() - expected);
    }
    if (ahead == 0) {
      if (waitingCount > 0) {
        counters.increment(UdpCounter.RTP_REORDERED);
      }
      sink.bytes(packet.payload());
      advance();
      handOn(sink);
    } else {
      keep(packet, nowNanos);
    }
    giveUpLate(nowNanos, sink);
  }

  private void keep(RtpPacket packet, long nowNanos) {
    int slot = packet.sequence() % PACKETS;
    if (waiting[slot] != null) {
      counters.increment(UdpCounter.RTP_LATE);
      return;
    }
    ByteBuffer payload = ByteBuffer.allocate(packet.payload().remaining());
    waiting[slot] = new Waiting(payload.put(packet.payload()).flip(), nowNanos);
    waitingCount++;
  }

  private void advance() {
    expected = (expected + 1) & SEQUENCE_MASK;
  }

  /** Hands on what waits and is next. */
  private void handOn(TransportSink sink) {
    while (waiting[expected % PACKETS] != null) {
      handOnOne(sink);
    }
  }

  private void handOnOne(TransportSink sink) {
    Waiting next = Objects.requireNonNull(waiting[expected % PACKETS]);
    waiting[expected % PACKETS] = null;
    waitingCount--;
    advance();
    sink.bytes(next.payload);
  }

  /** Misses the next packets no longer, so many of them, and hands on those that are there. */
  private void moveOn(int count, TransportSink sink) {
    boolean gap = false;
    for (int i = 0; i < count; i++) {
      if (waiting[expected % PACKETS] == null) {
        counters.increment(UdpCounter.RTP_LOST);
        gap = true;
        advance();
      } else {
        if (gap) {
          sink.gap();
          gap = false;
        }
        handOnOne(sink);
      }
    }
    if (gap) {
      sink.gap();
    }
    handOn(sink);
  }

  /** Misses no longer what is missing before the first that waits. */
  private void giveUp(TransportSink sink) {
    int count = 0;
    while (waiting[(expected + count) % PACKETS] == null) {
      count++;
    }
    moveOn(count, sink);
  }

  /** Gives up what others have waited for too long. */
  private void giveUpLate(long nowNanos, TransportSink sink) {
    while (waitingCount > 0 && nowNanos - longestSince() >= WAIT_NANOS) {
      giveUp(sink);
    }
  }

  private long longestSince() {
    long longest = Long.MAX_VALUE;
    for (Waiting one : waiting) {
      if (one != null) {
        longest = longest == Long.MAX_VALUE ? one.sinceNanos : Math.min(longest, one.sinceNanos);
      }
    }
    return longest;
  }

  /** Hands on what waits, and begins anew. */
  void restart(TransportSink sink) {
    while (waitingCount > 0) {
      giveUp(sink);
    }
    if (expected >= 0) {
      sink.gap();
    }
    expected = -1;
  }
}
