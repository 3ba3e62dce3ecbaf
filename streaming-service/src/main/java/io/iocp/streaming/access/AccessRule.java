package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets somebody do something with some names.
 *
 * @param who {@code anonymous}, which is everybody; {@code authenticated}; {@code user:NAME},
 *     {@code role:NAME}, {@code token:NAME}, {@code claim:NAME=VALUE} of a JWT, or {@code
 *     address:RANGE}, which is everybody at an address or in a network
 * @param may what it lets them do
 * @param on names, in which {@code *} stands for any characters
 * @param limits how many it lets in, and how much they may do
 */
public record AccessRule(String who, Set<Action> may, List<String> on, Limits limits) {

  private static final String ADDRESS = "address:";
  private static final Pattern WHO =
      Pattern.compile("anonymous|authenticated|(?:user|role|token|address):.+|claim:[^=]+=.+");

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException when it could never match, or a limit is not positive
   */
  public AccessRule {
    may = Set.copyOf(may);
    on = List.copyOf(on);
    if (!WHO.matcher(who).matches()) {
      throw new IllegalArgumentException(
          "who must be anonymous, authenticated, user:NAME, role:NAME,"
              + " token:NAME, claim:NAME=VALUE or address:RANGE: "
              + who);
    }
    range(who);
    if (may.isEmpty() || on.isEmpty()) {
      throw new IllegalArgumentException("a rule requires may and names: who=" + who);
    }
    if (!limits.arePositive()) {
      throw new IllegalArgumentException("a rule's limits must be positive: who=" + who);
    }
  }

  /** From where somebody must come; null for anywhere. */
  @Nullable AddressRange range() {
    return range(who);
  }

  private static @Nullable AddressRange range(String who) {
    return who.startsWith(ADDRESS) ? AddressRange.parse(who.substring(ADDRESS.length())) : null;
  }

  /** A rule without limits. */
  public static AccessRule of(String who, Set<Action> may, String... on) {
    return new AccessRule(who, may, List.of(on), Limits.NONE);
  }

  /**
   * Limits of a rule; each is null for none.
   *
   * @param maxViewers viewers at once whom this rule lets in
   * @param maxPublishers publishers at once whom this rule lets in
   * @param maxKilobitsPerSecond how much a publisher may send on average over {@value
   *     BitRate#WINDOW_SECONDS} seconds
   * @param maxViewersKilobitsPerSecond how much all viewers together may get whom this rule lets
   *     in, on average over {@value ViewersRate#SECONDS} seconds
   * @param maxDuration how long a session lasts that this rule lets in
   */
  public record Limits(
      @Nullable Integer maxViewers,
      @Nullable Integer maxPublishers,
      @Nullable Integer maxKilobitsPerSecond,
      @Nullable Integer maxViewersKilobitsPerSecond,
      @Nullable Duration maxDuration) {

    /** No limits. */
    public static final Limits NONE = new Limits(null, null, null, null, null);

    private boolean arePositive() {
      return Stream.of(maxViewers, maxPublishers, maxKilobitsPerSecond, maxViewersKilobitsPerSecond)
              .allMatch(limit -> limit == null || limit > 0)
          && (maxDuration == null || !(maxDuration.isNegative() || maxDuration.isZero()));
    }
  }
}
