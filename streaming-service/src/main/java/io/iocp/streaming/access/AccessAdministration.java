package io.iocp.streaming.access;

import io.iocp.state.StatePart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What administrators see of access, and change while the service runs: those who are there and may
 * no longer are closed at once. Any thread.
 */
public final class AccessAdministration {

  /** What can be revoked. */
  public static final Pattern KEY = Revocations.KEY;

  private final AccessControl control;
  private final RunningSessions sessions;

  /** Administrates this. */
  public AccessAdministration(AccessControl control, RunningSessions sessions) {
    this.control = control;
    this.sessions = sessions;
  }

  /** Who may do anything at all. */
  public AccessMode mode() {
    return control.mode();
  }

  /** The rules that hold, in their order. */
  public List<RuleInForce> rules() {
    return control.policy().rules().stream()
        .map(
            rule ->
                new RuleInForce(
                    rule.rule(),
                    rule.viewers(),
                    rule.limitsViewersRate() ? rule.viewersRate().kilobitsPerSecond() : null,
                    rule.publishers()))
        .toList();
  }

  /** The names of the tokens that count. */
  public List<String> tokens() {
    return control.policy().tokens().names();
  }

  /**
   * Other rules and tokens hold from now on; at once for those who are there.
   *
   * @return how many sessions were closed
   */
  public int change(List<AccessRule> rules, StaticTokens tokens) {
    control.change(rules, tokens);
    control.counters().increment(AccessCounter.CHANGED);
    return sessions.recheck();
  }

  /** A change came that does not count, because it is wrong. */
  public void changeRejected() {
    control.counters().increment(AccessCounter.CHANGE_REJECTED);
  }

  /** What is revoked, to be kept over a restart. */
  public StatePart revocationsState() {
    return control.revocations();
  }

  /** What is revoked. */
  public List<String> revoked() {
    return control.revocations().list();
  }

  /**
   * Shuts somebody out until that is taken back; state that is not kept ends with the service.
   *
   * @param key of the form {@link #KEY}
   * @return how many sessions were closed; nothing if as many are shut out as can be
   */
  public Optional<Integer> revoke(String key) {
    return control.revocations().add(key) ? Optional.of(sessions.recheck()) : Optional.empty();
  }

  /** Takes it back; says whether it was there. */
  public boolean restore(String key) {
    return control.revocations().remove(key);
  }

  /** Closes one session; it may come again. Says whether it was there. */
  public boolean end(long session, String reason) {
    return sessions
        .session(session)
        .filter(
            found -> sessions.end(found, AccessCounter.ENDED_REVOKED, RunningSessions.OVER, reason))
        .isPresent();
  }

  /**
   * Who is there, by the order of coming.
   *
   * @param after only those with a larger id; 0 for the first page
   * @param key only those whom this would shut out, or null for all
   * @param name only those with this stream or file, or null for all
   * @param limit most to answer with
   */
  public List<SessionInfo> sessions(
      long after, @Nullable String key, @Nullable String name, int limit) {
    return sessions
        .after(after)
        .filter(
            session ->
                key == null || session.grant().caller().keys().anyMatch(each -> each.equals(key)))
        .filter(session -> name == null || session.grant().request().name().equals(name))
        .limit(limit)
        .map(SessionInfo::of)
        .toList();
  }

  /**
   * A rule, and how many are there by it.
   *
   * @param viewers those who watch
   * @param viewersKilobitsPerSecond what they get together, or null where that is not limited
   * @param publishers those who publish
   */
  public record RuleInForce(
      AccessRule rule, int viewers, @Nullable Long viewersKilobitsPerSecond, int publishers) {}

  /**
   * One session.
   *
   * @param id unique while the service runs
   * @param client id of its connection
   * @param keys all by which it can be revoked
   * @param right by which it is there, in words
   * @param remoteAddress without a port
   * @param until when it ends by itself, as far as that is known, or null
   */
  public record SessionInfo(
      long id,
      long client,
      Action action,
      String name,
      String identity,
      List<String> keys,
      String right,
      String remoteAddress,
      Instant since,
      @Nullable Instant until) {

    static SessionInfo of(RunningSession session) {
      Grant grant = session.grant();
      AccessRequest request = grant.request();
      return new SessionInfo(
          session.id(),
          session.client(),
          request.action(),
          request.name(),
          grant.caller().identity(),
          grant.caller().keys().sorted().toList(),
          grant.right(),
          request.remoteAddress().getHostAddress(),
          session.since(),
          session.until());
    }
  }
}
