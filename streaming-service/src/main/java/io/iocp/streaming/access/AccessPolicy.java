package io.iocp.streaming.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules and tokens that hold at a time; another takes its place when they change. Any thread.
 *
 * @param rules the first that fits decides
 */
record AccessPolicy(List<ActiveRule> rules, StaticTokens tokens) {

  static AccessPolicy of(List<AccessRule> rules, StaticTokens tokens) {
    return new AccessPolicy(rules.stream().map(ActiveRule::new).toList(), tokens);
  }

  /** What takes its place. Rules that stay keep count of those whom they have let in. */
  AccessPolicy changed(List<AccessRule> newRules, StaticTokens newTokens) {
    Map<AccessRule, ActiveRule> known = new HashMap<>();
    rules.forEach(rule -> known.putIfAbsent(rule.rule(), rule));
    return new AccessPolicy(
        newRules.stream()
            .map(
                rule -> {
                  // Each once: a rule that stands there twice counts for itself.
                  ActiveRule same = known.remove(rule);
                  return same == null ? new ActiveRule(rule) : same;
                })
            .toList(),
        newTokens);
  }

  @Nullable ActiveRule find(Caller caller, InetAddress from, Action action, String name) {
    for (ActiveRule rule : rules) {
      if (rule.lets(caller, from, action, name)) {
        return rule;
      }
    }
    return null;
  }
}
