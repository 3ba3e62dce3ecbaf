package io.iocp.streaming;

import io.iocp.admin.access.AccessDirectory;
import io.iocp.admin.access.AccessSession;
import io.iocp.admin.access.AccessView;
import io.iocp.admin.access.AccessView.AccessRuleView;
import io.iocp.streaming.access.AccessAdministration;
import io.iocp.streaming.access.AccessAdministration.RuleInForce;
import io.iocp.streaming.access.AccessAdministration.SessionInfo;
import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.Action;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Access as the administration API sees it. */
final class ConfiguredAccess implements AccessDirectory {

  private final AccessAdministration access;
  private final boolean callback;
  private final @Nullable AccessFileWatch file;

  /**
   * @param callback whether one is asked
   * @param file that is watched, if any
   */
  ConfiguredAccess(AccessAdministration access, boolean callback, @Nullable AccessFileWatch file) {
    this.access = access;
    this.callback = callback;
    this.file = file;
  }

  @Override
  public AccessView access() {
    return new AccessView(
        access.mode().name().toLowerCase(Locale.ROOT),
        access.rules().stream().map(ConfiguredAccess::view).toList(),
        access.tokens(),
        callback,
        file == null ? null : file.view());
  }

  @Override
  public List<AccessSession> sessions(
      long after, @Nullable String key, @Nullable String name, int limit) {
    return access.sessions(after, key, name, limit).stream().map(ConfiguredAccess::view).toList();
  }

  @Override
  public boolean close(long session, String reason) {
    return access.end(session, reason);
  }

  @Override
  public List<String> revocations() {
    return access.revoked();
  }

  @Override
  public boolean isKey(String key) {
    return AccessAdministration.KEY.matcher(key).matches();
  }

  @Override
  public Optional<Integer> revoke(String key) {
    return access.revoke(key);
  }

  @Override
  public boolean restore(String key) {
    return access.restore(key);
  }

  private static AccessRuleView view(RuleInForce inForce) {
    AccessRule rule = inForce.rule();
    AccessRule.Limits limits = rule.limits();
    Duration longest = limits.maxDuration();
    return new AccessRuleView(
        rule.who(),
        rule.may().stream().map(ConfiguredAccess::word).sorted().toList(),
        rule.on(),
        limits.maxViewers(),
        limits.maxPublishers(),
        limits.maxKilobitsPerSecond(),
        limits.maxViewersKilobitsPerSecond(),
        longest == null ? null : longest.toSeconds(),
        inForce.viewers(),
        inForce.viewersKilobitsPerSecond(),
        inForce.publishers());
  }

  private static AccessSession view(SessionInfo session) {
    return new AccessSession(
        session.id(),
        session.client(),
        word(session.action()),
        session.name(),
        session.identity(),
        session.keys(),
        session.right(),
        session.remoteAddress(),
        session.since(),
        session.until());
  }

  private static String word(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
