package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets somebody do something with some names.
 *
 * @param who {@code anonymous}, which is everybody; {@code authenticated}; {@code user:NAME},
 *     {@code role:NAME}, {@code token:NAME}, {@code claim:NAME=VALUE} of a JWT, or {@code
 *     address:RANGE}, which is everybody at an address or in a network
 * @param may what it lets them do
 * @param on names, in which {@code *} stands for any characters
 * @param maxViewers viewers at once whom this rule lets in, or null for any number
 * @param maxPublishers publishers at once whom this rule lets in, or null for any number
 * @param maxKilobitsPerSecond how much a publisher may send on average over {@value
 *     BitRate#WINDOW_SECONDS} seconds, or null for any amount
 * @param maxDuration how long a session lasts that this rule lets in, or null for ever
 */
public record AccessRule(
    String who,
    Set<Action> may,
    List<String> on,
    @Nullable Integer maxViewers,
    @Nullable Integer maxPublishers,
    @Nullable Integer maxKilobitsPerSecond,
    @Nullable Duration maxDuration) {

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
    if (isNotPositive(maxViewers)
        || isNotPositive(maxPublishers)
        || isNotPositive(maxKilobitsPerSecond)
        || (maxDuration != null && (maxDuration.isNegative() || maxDuration.isZero()))) {
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

  private static boolean isNotPositive(@Nullable Integer limit) {
    return limit != null && limit < 1;
  }

  /** A rule without limits. */
  public static AccessRule of(String who, Set<Action> may, String... on) {
    return new AccessRule(who, may, List.of(on), null, null, null, null);
  }
}
