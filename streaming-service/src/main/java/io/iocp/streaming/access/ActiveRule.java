package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A rule, and how many sessions it has let in that still run. Any thread. */
final class ActiveRule {

  private final AccessRule rule;
  private final List<NamePattern> names;
  private final @Nullable AddressRange range;
  private final AtomicInteger viewers = new AtomicInteger();
  private final AtomicInteger publishers = new AtomicInteger();

  ActiveRule(AccessRule rule) {
    this.rule = rule;
    this.names = NamePattern.all(rule.on());
    this.range = rule.range();
  }

  AccessRule rule() {
    return rule;
  }

  boolean lets(Caller caller, InetAddress from, Action action, String name) {
    return isFor(caller, from)
        && rule.may().contains(action)
        && names.stream().anyMatch(pattern -> pattern.matches(name));
  }

  private boolean isFor(Caller caller, InetAddress from) {
    if (range != null) {
      return range.contains(from);
    }
    String who = rule.who();
    String name = who.substring(who.indexOf(':') + 1);
    if (who.equals("anonymous")) {
      return true;
    }
    if (who.equals("authenticated")) {
      return !caller.isAnonymous();
    }
    if (who.startsWith("role:")) {
      return caller.roles().contains(name);
    }
    if (who.startsWith("claim:")) {
      return caller.claims().contains(name);
    }
    Caller.Kind kind = who.startsWith("user:") ? Caller.Kind.USER : Caller.Kind.TOKEN;
    return caller.kind() == kind && caller.name().equals(name);
  }

  /** What it says, without its limits. */
  String text() {
    return "rule " + rule.who() + " on " + String.join(",", rule.on());
  }

  int viewers() {
    return viewers.get();
  }

  int publishers() {
    return publishers.get();
  }

  /** Takes a place for a session, unless all are taken. */
  boolean enter(Action action) {
    return switch (action) {
      case PUBLISH -> enter(publishers, rule.maxPublishers());
      case WATCH -> enter(viewers, rule.maxViewers());
      // Transfers have a limit of their own, and a list is no session.
      case FILES, LIST -> true;
    };
  }

  private static boolean enter(AtomicInteger present, @Nullable Integer limit) {
    if (present.incrementAndGet() > (limit == null ? Integer.MAX_VALUE : limit)) {
      present.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a place back. */
  void leave(Action action) {
    if (action == Action.PUBLISH) {
      publishers.decrementAndGet();
    } else if (action == Action.WATCH) {
      viewers.decrementAndGet();
    }
  }
}
