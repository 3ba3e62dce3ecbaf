package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import io.iocp.streaming.access.AccessDecision.Denied;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A rule, and how many sessions it has let in that still run. Any thread. */
final class ActiveRule {

  private static final Denied PLACES =
      new Denied(
          AccessCounter.REFUSED_RULE_FULL, 503, "the rule's maximum number of sessions is reached");

  private final AccessRule rule;
  private final List<NamePattern> names;
  private final @Nullable AddressRange range;
  private final AtomicInteger viewers = new AtomicInteger();
  private final AtomicInteger publishers = new AtomicInteger();
  private final ViewersRate viewersRate = new ViewersRate();

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

  /** What its viewers get together. */
  ViewersRate viewersRate() {
    return viewersRate;
  }

  /** Whether its viewers may not get more than so much together. */
  boolean limitsViewersRate() {
    return rule.limits().maxViewersKilobitsPerSecond() != null;
  }

  /**
   * Takes a place for a session, and so much of the viewers' bit rate, unless there is none left.
   *
   * @param bytesPerSecond what a viewer is expected to get
   */
  Entry enter(Action action, long bytesPerSecond) {
    return switch (action) {
      case PUBLISH ->
          enter(publishers, rule.limits().maxPublishers()) ? new Entered(null) : new Full(PLACES);
      case WATCH -> enterViewer(bytesPerSecond);
      // Transfers have a limit of their own, and a list is no session.
      case FILES, LIST -> new Entered(null);
    };
  }

  private Entry enterViewer(long bytesPerSecond) {
    if (!enter(viewers, rule.limits().maxViewers())) {
      return new Full(PLACES);
    }
    Integer limit = rule.limits().maxViewersKilobitsPerSecond();
    if (limit == null) {
      return new Entered(null);
    }
    ViewersRate.Expected expected = viewersRate.expect(bytesPerSecond, limit);
    if (expected == null) {
      viewers.decrementAndGet();
      return new Full(
          new Denied(
              AccessCounter.REFUSED_VIEWERS_BIT_RATE,
              503,
              "the rule's maximum of " + limit + " kbit/s for all viewers together is reached"));
    }
    return new Entered(expected);
  }

  private static boolean enter(AtomicInteger present, @Nullable Integer limit) {
    if (present.incrementAndGet() > (limit == null ? Integer.MAX_VALUE : limit)) {
      present.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Gives a place back.
   *
   * @param expected what was expected of a viewer, if anything was
   */
  void leave(Action action, ViewersRate.@Nullable Expected expected) {
    if (action == Action.PUBLISH) {
      publishers.decrementAndGet();
    } else if (action == Action.WATCH) {
      viewers.decrementAndGet();
    }
    if (expected != null) {
      viewersRate.forget(expected);
    }
  }

  /** What came of entering. */
  sealed interface Entry {}

  /**
   * There was a place.
   *
   * @param expected what a viewer is expected to get, where that is limited
   */
  record Entered(ViewersRate.@Nullable Expected expected) implements Entry {}

  /** There was none. */
  record Full(Denied why) implements Entry {}
}
