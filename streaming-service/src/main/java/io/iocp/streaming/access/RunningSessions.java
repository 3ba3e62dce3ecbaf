package io.iocp.streaming.access;

import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that were let in: no more of each rule than it lets, and none for longer than it may
 * last. Any thread.
 */
public final class RunningSessions {

  /** Close code when what proved who somebody is has expired, after HTTP's 401. */
  public static final int EXPIRED = 4401;

  /** Close code when a session has lasted as long as it may, after HTTP's 403. */
  public static final int OVER = 4403;

  /** Ends a session; on any thread, without blocking. */
  @FunctionalInterface
  public interface Ending {

    /**
     * Ends it.
     *
     * @param code a WebSocket close code; other protocols have their own way to say it
     */
    void end(int code, String reason);
  }

  private final Counters<AccessCounter> counters;
  private final InstantSource clock;
  private final NanoClock nanoClock;
  // Only those that can come to an end here: the others cost nothing.
  private final Set<RunningSession> limited = ConcurrentHashMap.newKeySet();

  /** Sessions of what this decides. */
  public RunningSessions(AccessControl control, InstantSource clock, NanoClock nanoClock) {
    this.counters = control.counters();
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /**
   * A session begins.
   *
   * @param ending ends it when its time is over
   * @return to be closed when the session ends; null when as many as its rule lets are there
   */
  public @Nullable RunningSession begin(Grant grant, Ending ending) {
    ActiveRule rule = grant.rule();
    if (rule != null && !rule.enter(grant.action())) {
      counters.increment(AccessCounter.REFUSED_RULE_FULL);
      return null;
    }
    Duration longest = rule == null ? null : rule.rule().maxDuration();
    RunningSession session =
        new RunningSession(
            this,
            grant,
            ending,
            longest != null,
            nanoClock.nanoTime() + (longest == null ? 0 : nanos(longest)));
    if (longest != null || grant.until() != null) {
      limited.add(session);
    }
    return session;
  }

  /** Durations of centuries are not told from longer ones. */
  private static long nanos(Duration duration) {
    return Duration.ofDays(36_500).compareTo(duration) < 0
        ? Duration.ofDays(36_500).toNanos()
        : duration.toNanos();
  }

  void ended(RunningSession session) {
    limited.remove(session);
    ActiveRule rule = session.grant().rule();
    if (rule != null) {
      rule.leave(session.grant().action());
    }
  }

  /** Ends those whose time is over. To be called once a second. */
  public void tick() {
    Instant now = clock.instant();
    long nowNanos = nanoClock.nanoTime();
    for (RunningSession session : limited) {
      Instant until = session.grant().until();
      if (until != null && !now.isBefore(until)) {
        end(session, AccessCounter.ENDED_EXPIRED, EXPIRED, "credentials have expired");
      } else if (session.isOver(nowNanos)) {
        end(
            session,
            AccessCounter.ENDED_DURATION,
            OVER,
            "the maximum duration of the session has elapsed");
      }
    }
  }

  private void end(RunningSession session, AccessCounter counter, int code, String reason) {
    if (limited.remove(session)) {
      counters.increment(counter);
      session.ending().end(code, reason);
    }
  }
}
