package io.iocp.access;

import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses passwords or tokens: {@value #FREE_FAILURES} wrong ones within a
 * minute shut out for a time that doubles each time, from five seconds to five minutes. Addresses
 * are counted, IPv6 ones by their /64, which one machine has whole; and accounts, which many
 * addresses may try at once. From where an account has been used before it is not shut out for what
 * others try: else they could keep its owner out. The same wrong credential again is a mistake and
 * no guess, where a fingerprint tells: it does not count.
 *
 * <p>Bounded: those that failed longest ago are forgotten first. Any thread.
 */
public final class LoginAttempts {

  /** Failures within a minute after which an address is shut out. */
  public static final int FREE_FAILURES = 10;

  /** Failures within a minute after which an account is shut out. */
  public static final int FREE_FAILURES_OF_ACCOUNT = 50;

  /** Addresses, accounts and uses of accounts that are remembered, each. */
  public static final int MAXIMUM_ENTRIES = 10_000;

  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_BLOCK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LONGEST_DOUBLINGS = 6;
  private static final Duration LONGEST_BLOCK = Duration.ofMinutes(5);

  /**
   * Somebody is shut out from now on.
   *
   * @param address which address; null where it is an account
   * @param account that was tried last; empty if none has a name
   * @param seconds for how long, rounded up
   * @param times how often the same has been shut out, this time counted
   */
  public record ShutOut(@Nullable InetAddress address, String account, int seconds, int times) {}

  private static final class Failures {
    private long windowEndNanos;
    private int count;
    private int blocks;
    private long blockedUntilNanos;
    private byte @Nullable [] last;
  }

  private final NanoClock clock;
  private final Consumer<ShutOut> told;
  private final LongAdder failures = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  // Guarded by this, all.
  private final Map<String, Failures> addresses = new Bounded<>();
  private final Map<String, Failures> accounts = new Bounded<>();
  private final Map<String, Boolean> usedFrom = new Bounded<>();

  /**
   * @param told hears of each time that somebody is shut out, on the thread of the last failure
   */
  public LoginAttempts(NanoClock clock, Consumer<ShutOut> told) {
    this.clock = clock;
    this.told = told;
  }

  /** Wrong credentials so far. */
  public long failures() {
    return failures.sum();
  }

  /** Attempts so far that were not looked at. */
  public long refusals() {
    return refusals.sum();
  }

  /** Addresses and accounts that are remembered for having failed. */
  public synchronized int tracked() {
    return addresses.size() + accounts.size();
  }

  /**
   * Seconds for which an attempt is not looked at, rounded up; 0 when it is.
   *
   * @param address null if it is not known
   * @param account null if the credential has no name
   */
  public synchronized int blockedSeconds(@Nullable InetAddress address, @Nullable String account) {
    String from = key(address);
    long left = leftNanos(addresses.get(from));
    if (account != null && !usedFrom.containsKey(use(from, account))) {
      left = Math.max(left, leftNanos(accounts.get(account)));
    }
    if (left <= 0) {
      return 0;
    }
    refusals.increment();
    return seconds(left);
  }

  private long leftNanos(@Nullable Failures of) {
    return of == null || of.blocks == 0 ? 0 : of.blockedUntilNanos - clock.nanoTime();
  }

  private static int seconds(long nanos) {
    return (int) Duration.ofNanos(nanos).plusNanos(999_999_999).toSeconds();
  }

  /** The credential of an account was right. */
  public synchronized void succeeded(@Nullable InetAddress address, String account) {
    usedFrom.put(use(key(address), account), true);
  }

  /**
   * A credential was wrong.
   *
   * @param address null if it is not known
   * @param account null if the credential has no name
   * @param fingerprint of the credential, which gives nothing of it away; null to count each
   */
  public void failed(
      @Nullable InetAddress address, @Nullable String account, byte @Nullable [] fingerprint) {
    failures.increment();
    ShutOut ofAddress = null;
    ShutOut ofAccount = null;
    String name = account == null ? "" : account;
    synchronized (this) {
      if (address != null) {
        Failures of = addresses.computeIfAbsent(key(address), unknown -> begun());
        if (isSame(of, fingerprint)) {
          return;
        }
        if (count(of, FREE_FAILURES)) {
          ofAddress = new ShutOut(address, name, seconds(leftNanos(of)), of.blocks);
        }
      }
      if (account != null) {
        Failures of = accounts.computeIfAbsent(account, unknown -> begun());
        if (count(of, FREE_FAILURES_OF_ACCOUNT)) {
          ofAccount = new ShutOut(null, name, seconds(leftNanos(of)), of.blocks);
        }
      }
    }
    if (ofAddress != null) {
      told.accept(ofAddress);
    }
    if (ofAccount != null) {
      told.accept(ofAccount);
    }
  }

  private static boolean isSame(Failures of, byte @Nullable [] fingerprint) {
    boolean same = fingerprint != null && of.last != null && Secrets.areSame(of.last, fingerprint);
    of.last = fingerprint;
    return same;
  }

  private Failures begun() {
    Failures first = new Failures();
    first.windowEndNanos = clock.nanoTime() + WINDOW_NANOS;
    return first;
  }

  /** Answers whether this failure shuts out. */
  private boolean count(Failures of, int free) {
    long now = clock.nanoTime();
    if (now - of.windowEndNanos >= 0) {
      of.windowEndNanos = now + WINDOW_NANOS;
      of.count = 0;
    }
    if (++of.count < free) {
      return false;
    }
    long nanos = FIRST_BLOCK_NANOS << Math.min(of.blocks, LONGEST_DOUBLINGS);
    of.blockedUntilNanos = now + Math.min(nanos, LONGEST_BLOCK.toNanos());
    of.blocks++;
    of.count = 0;
    return true;
  }

  private static String use(String from, String account) {
    return from + " " + account;
  }

  private static String key(@Nullable InetAddress address) {
    return address == null ? "" : AddressRange.of(address).subscriber().toString();
  }

  private static final class Bounded<V> extends LinkedHashMap<String, V> {

    private static final long serialVersionUID = 1L;

    Bounded() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAXIMUM_ENTRIES;
    }
  }
}
