package io.iocp.streaming.access;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A session that was let in. Any thread. */
public final class RunningSession implements AutoCloseable {

  private final RunningSessions sessions;
  private final long id;
  private final long client;
  private final Instant since;
  private final long sinceNanos;
  private final RunningSessions.Ending ending;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final BitRate bitRate = new BitRate();
  private volatile Grant grant;
  // Guarded by this.
  private boolean left;

  /**
   * @param client id of its connection
   */
  RunningSession(
      RunningSessions sessions,
      long id,
      long client,
      Grant grant,
      RunningSessions.Ending ending,
      Instant since,
      long sinceNanos) {
    this.sessions = sessions;
    this.id = id;
    this.client = client;
    this.grant = grant;
    this.ending = ending;
    this.since = since;
    this.sinceNanos = sinceNanos;
  }

  long id() {
    return id;
  }

  long client() {
    return client;
  }

  Grant grant() {
    return grant;
  }

  Instant since() {
    return since;
  }

  @Nullable Instant until() {
    return grant.until();
  }

  /** Whether it has lasted as long as the rule lets that it is there by. */
  boolean isOver(long nowNanos) {
    ActiveRule rule = grant.rule();
    return rule != null
        && rule.rule().maxDuration() != null
        && nowNanos - sinceNanos >= RunningSessions.nanos(rule.rule().maxDuration());
  }

  /**
   * The limit that it exceeds in what it sends; null if it exceeds none. One thread at a time.
   *
   * @param received all bytes of a client so far; negative if that is not known
   */
  @Nullable Integer exceededKilobitsPerSecond(long nowNanos, LongUnaryOperator received) {
    ActiveRule rule = grant.rule();
    Integer limit = rule == null ? null : rule.rule().maxKilobitsPerSecond();
    if (limit == null || grant.action() != Action.PUBLISH) {
      return null;
    }
    long bytes = received.applyAsLong(client);
    return bytes >= 0 && bitRate.kilobitsPerSecond(nowNanos, bytes) > limit ? limit : null;
  }

  /** Is there by another right from now on; says whether that has a place for it. */
  synchronized boolean moveTo(Grant other) {
    ActiveRule before = grant.rule();
    ActiveRule after = other.rule();
    if (left || before == after) {
      grant = other;
      return true;
    }
    if (after != null && !after.enter(other.action())) {
      return false;
    }
    grant = other;
    if (before != null) {
      before.leave(other.action());
    }
    return true;
  }

  /** Ends it, once; says whether it was this that did. Its place is free at once. */
  boolean end(int code, String reason) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    leave();
    ending.end(code, reason);
    return true;
  }

  private synchronized void leave() {
    if (!left) {
      left = true;
      ActiveRule rule = grant.rule();
      if (rule != null) {
        rule.leave(grant.action());
      }
    }
  }

  /** The session has ended; its place is free. */
  @Override
  public void close() {
    ended.set(true);
    leave();
    sessions.ended(this);
  }
}
