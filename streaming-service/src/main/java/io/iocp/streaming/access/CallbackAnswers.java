package io.iocp.streaming.access;

import io.iocp.streaming.access.CallbackAnswer.Outcome;
import io.iocp.time.NanoClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are good for a while, by what was asked; at most {@value #MAXIMUM}, the oldest go
 * first. Any thread.
 */
final class CallbackAnswers {

  static final int MAXIMUM = 10_000;

  private record Kept(CallbackAnswer answer, long expiresNanos) {}

  private final long lifetimeNanos;
  private final NanoClock nanoClock;
  private final InstantSource clock;
  // Guarded by this, the oldest first.
  private final Map<ByteBuffer, Kept> kept = new LinkedHashMap<>();

  CallbackAnswers(Duration lifetime, NanoClock nanoClock, InstantSource clock) {
    this.lifetimeNanos = lifetime.toNanos();
    this.nanoClock = nanoClock;
    this.clock = clock;
  }

  synchronized @Nullable CallbackAnswer find(ByteBuffer question) {
    Kept found = kept.get(question);
    if (found == null) {
      return null;
    }
    boolean over =
        nanoClock.nanoTime() - found.expiresNanos() >= 0
            || (found.answer().until() != null
                && !clock.instant().isBefore(found.answer().until()));
    if (over) {
      kept.remove(question);
      return null;
    }
    return found.answer();
  }

  /** Keeps what was said; that nothing was said is asked again. */
  synchronized void keep(ByteBuffer question, CallbackAnswer answer) {
    if (lifetimeNanos == 0
        || answer.outcome() == Outcome.FAILED
        || answer.outcome() == Outcome.BUSY) {
      return;
    }
    kept.remove(question);
    if (kept.size() >= MAXIMUM) {
      kept.remove(kept.keySet().iterator().next());
    }
    kept.put(question, new Kept(answer, nanoClock.nanoTime() + lifetimeNanos));
  }

  synchronized void clear() {
    kept.clear();
  }
}
