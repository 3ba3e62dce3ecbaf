package io.iocp.access;

import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: limits, bans, allow and deny lists. All of it can be changed while connections
 * come; what is changed applies to the next one. Connections that are there already stay, unless
 * they are ended beside.
 *
 * <p>A connection is refused, with a reset, before it takes a buffer or a worker.
 *
 * <p>Any thread. Readers take no lock for bans and lists: they see one immutable set of rules.
 */
public final class AccessPolicy {

  /** Bans at once, expired ones not counted. */
  public static final int MAXIMUM_BANS = 100_000;

  // A ban for longer than this is one for ever.
  private static final Duration LONGEST_BAN = Duration.ofDays(36_500);

  private static final Comparator<Ban> BY_EXPIRY =
      Comparator.<Ban, Instant>comparing(ban -> Objects.requireNonNull(ban.expires()))
          .thenComparing(Ban::range);

  private final NanoClock clock;
  private final InstantSource time;
  private final TrustedProxies proxies;
  private final RangeMap<AddressRange> trusted;
  private final AddressStates addresses = new AddressStates();
  private final Counters<AccessRefusal> refusals = new Counters<>(AccessRefusal.class);
  // Written under this, read by any thread.
  private volatile Rules rules;
  private volatile int mostConnections = Integer.MAX_VALUE;
  // Guarded by this.
  private final TreeSet<Ban> expiring = new TreeSet<>(BY_EXPIRY);

  /**
   * @param proxies who says truthfully for whom it connects
   * @param clock measures rates
   * @param time the time of day, which bans expire by
   */
  public AccessPolicy(
      AccessLimits limits,
      AccessLists lists,
      TrustedProxies proxies,
      NanoClock clock,
      InstantSource time) {
    this.proxies = proxies;
    this.trusted = asMap(proxies.ranges());
    this.clock = clock;
    this.time = time;
    this.rules =
        new Rules(limits, lists, asMap(lists.allow()), asMap(lists.deny()), RangeMap.empty());
  }

  // ── limits and lists ──────────────────────────────────────────────────────────────────────────

  public AccessLimits limits() {
    return rules.limits;
  }

  /** Sets other limits. */
  public synchronized void limits(AccessLimits limits) {
    rules = rules.with(limits);
  }

  /** Sets how many connections there may be at once, and leaves the other limits alone. */
  public synchronized void maximumConnections(int maximum) {
    AccessLimits limits = rules.limits;
    limits(
        new AccessLimits(
            maximum,
            limits.connectionsPerAddress(),
            limits.acceptsPerMinute(),
            limits.acceptBurst()));
  }

  /** Sets how many connections the system has room for, whatever the limits say. */
  public void mostConnections(int most) {
    mostConnections = most;
  }

  public AccessLists lists() {
    return rules.lists;
  }

  /** Sets other allow and deny lists. */
  public synchronized void lists(AccessLists lists) {
    rules = new Rules(rules.limits, lists, asMap(lists.allow()), asMap(lists.deny()), rules.bans);
  }

  /**
   * Sets lists that were made from others, unless somebody has set different ones meanwhile.
   *
   * @param expected the lists that they were made from
   * @return whether they are set
   */
  public synchronized boolean lists(AccessLists expected, AccessLists lists) {
    boolean same = rules.lists.equals(expected);
    if (same) {
      lists(lists);
    }
    return same;
  }

  /** Whether the lists, whatever else there is, let an address in. */
  public boolean listsAdmit(InetAddress address) {
    return isTrustedProxy(address) || byLists(AddressRange.of(address), rules) == null;
  }

  /** Who says truthfully for whom it connects. */
  public TrustedProxies trustedProxies() {
    return proxies;
  }

  /** Whether the address is that of a trusted proxy. */
  public boolean isTrustedProxy(InetAddress address) {
    return trusted.size() > 0 && trusted.covers(AddressRange.of(address));
  }

  // ── bans ──────────────────────────────────────────────────────────────────────────────────────

  /**
   * Shuts addresses out. A ban of the same range is replaced. Sessions that are open go on.
   *
   * @param reason why, for people
   * @param duration for how long, positive; null for ever
   * @throws IllegalArgumentException when the reason is too long or the duration is not positive
   */
  public synchronized BanOutcome ban(
      AddressRange range, String reason, @Nullable Duration duration) {
    Instant now = time.instant();
    Ban ban = new Ban(range, reason, now, expiry(now, duration));
    removeExpired(now);
    Ban earlier = rules.bans.get(range);
    if (earlier == null && rules.bans.size() >= MAXIMUM_BANS) {
      return BanOutcome.FULL;
    }
    if (earlier != null && earlier.expires() != null) {
      expiring.remove(earlier);
    }
    if (ban.expires() != null) {
      expiring.add(ban);
    }
    rules = rules.with(rules.bans.with(range, ban));
    return earlier == null ? BanOutcome.ADDED : BanOutcome.REPLACED;
  }

  /**
   * Ends the ban of exactly this range.
   *
   * @return whether there was one
   */
  public synchronized boolean unban(AddressRange range) {
    removeExpired(time.instant());
    Ban ban = rules.bans.get(range);
    if (ban == null) {
      return false;
    }
    if (ban.expires() != null) {
      expiring.remove(ban);
    }
    rules = rules.with(rules.bans.without(range));
    return true;
  }

  /** The ban of exactly this range. */
  public Optional<Ban> ban(AddressRange range) {
    Instant now = time.instant();
    return Optional.ofNullable(rules.bans.get(range)).filter(ban -> ban.appliesAt(now));
  }

  /** The narrowest ban that applies to an address. */
  public Optional<Ban> banOf(InetAddress address) {
    return Optional.ofNullable(rules.banOf(AddressRange.of(address), time));
  }

  /** Whether somebody who connects from this address is refused for a ban. */
  public boolean isBanned(InetAddress address) {
    return !isTrustedProxy(address) && rules.banOf(AddressRange.of(address), time) != null;
  }

  /**
   * A page of the bans, in the order of their ranges: IPv4 first, then by address and prefix.
   *
   * @param after only bans behind this range; null for the first page
   * @param limit most bans to answer with
   */
  public List<Ban> bans(@Nullable AddressRange after, int limit) {
    Instant now = time.instant();
    return rules.bans.after(after, limit, ban -> ban.appliesAt(now));
  }

  /** Equal to the last answer if no ban has come or gone since. */
  public Object bansVersion() {
    return rules.bans;
  }

  /**
   * Takes over bans that were there before a restart, with their times, in the place of all bans.
   * Those that have expired meanwhile are left out.
   *
   * @param bans at most {@link #MAXIMUM_BANS}
   */
  public synchronized void restore(List<Ban> bans) {
    if (bans.size() > MAXIMUM_BANS) {
      throw new IllegalArgumentException(
          "there may be " + MAXIMUM_BANS + " bans, but there are " + bans.size());
    }
    Instant now = time.instant();
    RangeMap<Ban> restored = RangeMap.empty();
    expiring.clear();
    for (Ban ban : bans) {
      if (ban.appliesAt(now)) {
        restored = restored.with(ban.range(), ban);
        if (ban.expires() != null) {
          expiring.add(ban);
        }
      }
    }
    rules = rules.with(restored);
  }

  // ── figures ───────────────────────────────────────────────────────────────────────────────────

  /** How many connections were refused for this cause. */
  public long count(AccessRefusal cause) {
    return refusals.count(cause);
  }

  /** The figures of this moment. */
  public AccessSnapshot snapshot() {
    Rules now = rules;
    return new AccessSnapshot(
        now.limits,
        now.lists.allow().size(),
        now.lists.deny().size(),
        now.bans.size(),
        addresses.size(),
        refusals.asMap());
  }

  // ── connections ───────────────────────────────────────────────────────────────────────────────

  /**
   * Decides about a connection and counts it, or its refusal. One that is let in is to be
   * {@linkplain #release released} when it ends.
   *
   * @param connections connections now, without this one
   * @return null to let it in
   */
  public @Nullable AccessRefusal admit(InetAddress address, int connections) {
    if (connections >= Math.min(rules.limits.maximumConnections(), mostConnections)) {
      refusals.increment(AccessRefusal.MAXIMUM_CONNECTIONS);
      return AccessRefusal.MAXIMUM_CONNECTIONS;
    }
    return admit(address);
  }

  /**
   * Decides about the client of a connection that is counted already, once a proxy has named it.
   *
   * @return null to let it in
   */
  public @Nullable AccessRefusal admit(InetAddress address) {
    if (isTrustedProxy(address)) {
      return null;
    }
    AccessRefusal refusal = decide(AddressRange.of(address), rules);
    if (refusal != null) {
      refusals.increment(refusal);
    }
    return refusal;
  }

  /**
   * Decides about somebody who has no connection: by bans and lists alone, and nothing is counted.
   *
   * @return null when nothing is against it
   */
  public @Nullable AccessRefusal look(InetAddress address) {
    return isTrustedProxy(address) ? null : byRules(AddressRange.of(address), rules);
  }

  /** Counts a connection that is refused for a cause beside these rules. */
  public void refused(AccessRefusal cause) {
    refusals.increment(cause);
  }

  private @Nullable AccessRefusal decide(AddressRange address, Rules now) {
    AccessRefusal refusal = byRules(address, now);
    return refusal == null ? addresses.admit(address, now.limits, clock.nanoTime()) : refusal;
  }

  private @Nullable AccessRefusal byRules(AddressRange address, Rules now) {
    return now.banOf(address, time) != null ? AccessRefusal.BANNED : byLists(address, now);
  }

  private static @Nullable AccessRefusal byLists(AddressRange address, Rules now) {
    if (now.deny.covers(address)) {
      return AccessRefusal.DENIED;
    }
    if (now.allow.size() > 0 && !now.allow.covers(address)) {
      return AccessRefusal.NOT_ALLOWED;
    }
    return null;
  }

  /** A connection from this address, which was let in, has ended. */
  public void release(InetAddress address) {
    if (isTrustedProxy(address)) {
      return;
    }
    addresses.release(AddressRange.of(address), clock.nanoTime());
  }

  /** Forgets what has expired; to be called now and then. */
  public void sweep() {
    addresses.forgetRecovered(clock.nanoTime());
    removeExpired(time.instant());
  }

  private synchronized void removeExpired(Instant now) {
    if (expiring.isEmpty() || expiring.first().appliesAt(now)) {
      return;
    }
    RangeMap<Ban> bans = rules.bans;
    while (!expiring.isEmpty() && !expiring.first().appliesAt(now)) {
      bans = bans.without(Objects.requireNonNull(expiring.pollFirst()).range());
    }
    rules = rules.with(bans);
  }

  private static @Nullable Instant expiry(Instant now, @Nullable Duration duration) {
    if (duration == null || duration.compareTo(LONGEST_BAN) > 0) {
      return null;
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("duration must be positive: duration=" + duration);
    }
    return now.plus(duration);
  }

  private static RangeMap<AddressRange> asMap(List<AddressRange> ranges) {
    RangeMap<AddressRange> map = RangeMap.empty();
    for (AddressRange range : ranges) {
      map = map.with(range, range);
    }
    return map;
  }

  /** All rules at one moment. */
  private record Rules(
      AccessLimits limits,
      AccessLists lists,
      RangeMap<AddressRange> allow,
      RangeMap<AddressRange> deny,
      RangeMap<Ban> bans) {

    Rules with(AccessLimits other) {
      return new Rules(other, lists, allow, deny, bans);
    }

    Rules with(RangeMap<Ban> other) {
      return new Rules(limits, lists, allow, deny, other);
    }

    @Nullable Ban banOf(AddressRange address, InstantSource time) {
      if (bans.size() == 0) {
        return null;
      }
      return bans.mostSpecific(
          address, ban -> ban.expires() == null || ban.appliesAt(time.instant()));
    }
  }
}
