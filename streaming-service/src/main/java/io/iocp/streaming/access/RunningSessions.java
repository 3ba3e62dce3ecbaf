package io.iocp.streaming.access;

import io.iocp.statistics.Counters;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Sessions that were let in: no more of each rule than it lets, and none for longer than it may
 * last. Any thread.
 */
public final class RunningSessions {

  /** Close code when what proved who somebody is has expired or was revoked, after HTTP's 401. */
  public static final int EXPIRED = 4401;

  /**
   * Close code when a session has lasted as long as it may, or no rule permits it any more, after
   * HTTP's 403.
   */
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

  private final AccessControl control;
  private final Counters<AccessCounter> counters;
  private final InstantSource clock;
  private final NanoClock nanoClock;
  private final Traffic traffic;
  private final AtomicLong lastId = new AtomicLong();
  // As many as there are connections: these are bounded.
  private final ConcurrentNavigableMap<Long, RunningSession> all = new ConcurrentSkipListMap<>();
  private final Map<Long, RunningSession> byClient = new ConcurrentHashMap<>();

  /**
   * Sessions of what this decides.
   *
   * @param traffic knows how much clients send and get, by the ids of their connections
   */
  public RunningSessions(
      AccessControl control, InstantSource clock, NanoClock nanoClock, Traffic traffic) {
    this.control = control;
    this.counters = control.counters();
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.traffic = traffic;
  }

  /**
   * A session begins.
   *
   * @param client id of its connection
   * @param ending ends it when its time is over, or it may no longer
   * @return the session, to be closed when it ends, or why there is no place for it
   */
  public Begun begin(long client, Grant grant, Ending ending) {
    ActiveRule rule = grant.rule();
    ViewersRate.Expected expected = null;
    if (rule != null) {
      ActiveRule.Entry entry = rule.enter(grant.action(), expected(grant));
      if (entry instanceof ActiveRule.Full full) {
        control.refused(grant.request(), full.why());
        return new NoPlace(full.why().httpStatus(), full.why().reason());
      }
      expected = ((ActiveRule.Entered) entry).expected();
    }
    RunningSession session =
        new RunningSession(
            this,
            lastId.incrementAndGet(),
            client,
            grant,
            ending,
            clock.instant(),
            nanoClock.nanoTime(),
            expected);
    all.put(session.id(), session);
    byClient.put(client, session);
    // What has changed since it was decided did not find it yet.
    recheck(session);
    return session;
  }

  /**
   * What a viewer is expected to get. Of one whose session is many requests each counts only with
   * what it has really got: he was there before.
   */
  long expected(Grant grant) {
    ActiveRule rule = grant.rule();
    AccessRequest request = grant.request();
    return rule == null
            || !rule.limitsViewersRate()
            || request.action() != Action.WATCH
            || request.credentials().isOfManyRequests()
        ? 0
        : traffic.bytesPerSecond(request.name());
  }

  /** What came of beginning a session. */
  public sealed interface Begun permits RunningSession, NoPlace {}

  /**
   * As much as its rule lets is there.
   *
   * @param httpStatus what a client over HTTP is told
   * @param reason one sentence for people
   */
  public record NoPlace(int httpStatus, String reason) implements Begun {}

  Traffic traffic() {
    return traffic;
  }

  /** Durations of centuries are not told from longer ones. */
  static long nanos(Duration duration) {
    return Duration.ofDays(36_500).compareTo(duration) < 0
        ? Duration.ofDays(36_500).toNanos()
        : duration.toNanos();
  }

  void ended(RunningSession session) {
    all.remove(session.id());
    byClient.remove(session.client(), session);
  }

  /** How many run. */
  public int size() {
    return byClient.size();
  }

  /** Who is there by this connection, if it has a session. */
  public Optional<Present> find(long client) {
    return Optional.ofNullable(byClient.get(client)).map(Present::of);
  }

  /** What somebody was let do who is there by this connection, if it has a session. */
  Optional<Grant> grant(long client) {
    return Optional.ofNullable(byClient.get(client)).map(RunningSession::grant);
  }

  /**
   * Who is there, in the order of coming.
   *
   * @param after only those with a larger id; 0 for all
   */
  Stream<RunningSession> after(long after) {
    return all.tailMap(after, false).values().stream();
  }

  Optional<RunningSession> session(long id) {
    return Optional.ofNullable(all.get(id));
  }

  /** Ends those whose time is over. To be called once a second. */
  public void tick() {
    Instant now = clock.instant();
    long nowNanos = nanoClock.nanoTime();
    for (RunningSession session : all.values()) {
      Instant until = session.until();
      if (until != null && !now.isBefore(until)) {
        end(session, AccessCounter.ENDED_EXPIRED, EXPIRED, "credentials have expired");
      } else if (session.isOver(nowNanos)) {
        end(
            session,
            AccessCounter.ENDED_DURATION,
            OVER,
            "the maximum duration of the session has elapsed");
      } else {
        endIfTooFast(session, nowNanos);
        session.countSent();
      }
    }
    control.policy().rules().forEach(rule -> rule.viewersRate().tick());
  }

  private void endIfTooFast(RunningSession session, long nowNanos) {
    Integer limit = session.exceededKilobitsPerSecond(nowNanos);
    if (limit != null) {
      end(
          session,
          AccessCounter.ENDED_BIT_RATE,
          OVER,
          "the stream exceeds the rule's maximum of " + limit + " kbit/s");
    }
  }

  /**
   * Ends those who would not be let in any more.
   *
   * @return how many
   */
  int recheck() {
    int ended = 0;
    for (RunningSession session : all.values()) {
      if (recheck(session)) {
        ended++;
      }
    }
    return ended;
  }

  /** Ends those who are there by a login that has been ended by logging out. */
  void loggedOut(String proof) {
    for (RunningSession session : all.values()) {
      if (session.grant().caller().proofs().contains(proof)) {
        end(session, AccessCounter.ENDED_REVOKED, EXPIRED, "logged out");
      }
    }
  }

  private boolean recheck(RunningSession session) {
    AccessDecision decision = control.recheck(session.grant());
    if (decision instanceof Denied denied) {
      boolean unproved = denied.httpStatus() == 401;
      return end(
          session,
          denied.cause() == AccessCounter.REFUSED_REVOKED
              ? AccessCounter.ENDED_REVOKED
              : AccessCounter.ENDED_CHANGED,
          unproved && !session.grant().caller().isAnonymous() ? EXPIRED : OVER,
          denied.reason());
    }
    Denied noPlace = session.moveTo(((Granted) decision).grant());
    return noPlace != null && end(session, AccessCounter.ENDED_CHANGED, OVER, noPlace.reason());
  }

  boolean end(RunningSession session, AccessCounter counter, int code, String reason) {
    boolean ended = session.end(code, reason);
    if (ended) {
      counters.increment(counter);
    }
    return ended;
  }

  /**
   * Somebody who is there.
   *
   * @param identity such as {@code user:anna}
   * @param right by which they are there, in words
   */
  public record Present(String identity, String right) {

    static Present of(RunningSession session) {
      Grant grant = session.grant();
      return new Present(grant.caller().identity(), grant.right());
    }
  }
}
