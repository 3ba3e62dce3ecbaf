package io.iocp.streaming.access;

import io.iocp.streaming.access.AccessDecision.Denied;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A session that was let in. Any thread. */
public final class RunningSession implements RunningSessions.Begun, AutoCloseable {

  private final RunningSessions sessions;
  private final long id;
  private final long client;
  private final Instant since;
  private final long sinceNanos;
  private final RunningSessions.Ending ending;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final BitRate bitRate = new BitRate();
  private volatile Grant grant;
  // Guarded by this, all.
  private boolean left;
  private ViewersRate.@Nullable Expected expected;
  private long sentBefore;

  /**
   * @param client id of its connection
   * @param expected what it is expected to get, where its rule limits that
   */
  RunningSession(
      RunningSessions sessions,
      long id,
      long client,
      Grant grant,
      RunningSessions.Ending ending,
      Instant since,
      long sinceNanos,
      ViewersRate.@Nullable Expected expected) {
    this.sessions = sessions;
    this.id = id;
    this.client = client;
    this.grant = grant;
    this.ending = ending;
    this.since = since;
    this.sinceNanos = sinceNanos;
    this.expected = expected;
    this.sentBefore = isCounted(grant) ? sent() : 0;
  }

  private static boolean isCounted(Grant grant) {
    ActiveRule rule = grant.rule();
    return rule != null && rule.limitsViewersRate() && grant.action() == Action.WATCH;
  }

  private long sent() {
    return Math.max(0, sessions.traffic().sent(client));
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
        && rule.rule().limits().maxDuration() != null
        && nowNanos - sinceNanos >= RunningSessions.nanos(rule.rule().limits().maxDuration());
  }

  /** The limit that it exceeds in what it sends; null if it exceeds none. One thread at a time. */
  @Nullable Integer exceededKilobitsPerSecond(long nowNanos) {
    ActiveRule rule = grant.rule();
    Integer limit = rule == null ? null : rule.rule().limits().maxKilobitsPerSecond();
    if (limit == null || grant.action() != Action.PUBLISH) {
      return null;
    }
    long bytes = sessions.traffic().received(client);
    return bytes >= 0 && bitRate.kilobitsPerSecond(nowNanos, bytes) > limit ? limit : null;
  }

  /** Counts what a viewer has got since, where its rule limits that. */
  synchronized void countSent() {
    ActiveRule rule = grant.rule();
    if (left || rule == null || !isCounted(grant)) {
      return;
    }
    long now = sent();
    if (now > sentBefore) { // A connection that has gone says nothing any more.
      rule.viewersRate().add(now - sentBefore);
      sentBefore = now;
    }
  }

  /** Is there by another right from now on; says why not if that has no place for it. */
  synchronized @Nullable Denied moveTo(Grant other) {
    ActiveRule before = grant.rule();
    ActiveRule after = other.rule();
    if (left || before == after) {
      grant = other;
      return null;
    }
    ViewersRate.Expected expectedAfter = null;
    if (after != null) {
      ActiveRule.Entry entry = after.enter(other.action(), sessions.expected(other));
      if (entry instanceof ActiveRule.Full full) {
        return full.why();
      }
      expectedAfter = ((ActiveRule.Entered) entry).expected();
    }
    if (before != null) {
      before.leave(other.action(), expected);
    }
    grant = other;
    expected = expectedAfter;
    sentBefore = isCounted(other) ? sent() : 0;
    return null;
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
      countSent();
      left = true;
      ActiveRule rule = grant.rule();
      if (rule != null) {
        rule.leave(grant.action(), expected);
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
