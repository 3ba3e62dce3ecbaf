package io.iocp.admin.security;

import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows down whoever guesses passwords: {@value #FREE_FAILURES} wrong ones within a minute shut out
 * for a time that doubles each time, from five seconds to five minutes; who goes on after that is
 * banned for a while. Addresses are counted, IPv6 ones by their /64, and accounts, which many
 * addresses may try at once. From where an account has been used before it is not shut out for what
 * others try: else they could keep its owner out.
 *
 * <p>Each time somebody is shut out is one line of the log. Bounded: those that failed longest ago
 * are forgotten first. Any thread.
 */
final class LoginGuard {

  static final int FREE_FAILURES = 10;
  static final int FREE_FAILURES_OF_ACCOUNT = 50;
  static final int BLOCKS_BEFORE_BAN = 4;
  static final Duration BAN = Duration.ofMinutes(30);

  private static final Logger logger = LoggerFactory.getLogger(LoginGuard.class);

  private static final int MAX_ENTRIES = 10_000;
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_BLOCK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LONGEST_DOUBLINGS = 6;
  private static final Duration LONGEST_BLOCK = Duration.ofMinutes(5);
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final int LOGGED_NAME_LENGTH = 64;

  private static final class Failures {
    private long windowEndNanos;
    private int count;
    private int blocks;
    private long blockedUntilNanos;
  }

  private final NanoClock clock;
  private final BiConsumer<InetAddress, Duration> ban;
  private final LongAdder failures = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  // Guarded by this, all.
  private final Map<String, Failures> addresses = new Bounded<>();
  private final Map<String, Failures> accounts = new Bounded<>();
  private final Map<String, Boolean> usedFrom = new Bounded<>();

  /**
   * @param ban shuts an address out of everything for a time
   */
  LoginGuard(NanoClock clock, BiConsumer<InetAddress, Duration> ban) {
    this.clock = clock;
    this.ban = ban;
  }

  /** Wrong passwords. */
  long failures() {
    return failures.sum();
  }

  /** Logins that were not looked at. */
  long refusals() {
    return refusals.sum();
  }

  /**
   * Seconds for which a login is not looked at, rounded up; 0 when it is.
   *
   * @param address a literal, or empty if it is not known
   */
  synchronized int blockedSeconds(String address, String account) {
    String from = key(address);
    long left = leftNanos(addresses.get(from));
    if (!usedFrom.containsKey(use(from, account))) {
      left = Math.max(left, leftNanos(accounts.get(account)));
    }
    if (left <= 0) {
      return 0;
    }
    refusals.increment();
    return (int) Duration.ofNanos(left).plusNanos(999_999_999).toSeconds();
  }

  private long leftNanos(@Nullable Failures of) {
    return of == null || of.blocks == 0 ? 0 : of.blockedUntilNanos - clock.nanoTime();
  }

  /** The password was right. */
  synchronized void succeeded(String address, String account) {
    usedFrom.put(use(key(address), account), true);
  }

  /** Name or password was wrong. */
  void failed(String address, String account) {
    failures.increment();
    boolean banned = false;
    synchronized (this) {
      if (!address.isEmpty()) {
        Failures of = addresses.computeIfAbsent(key(address), unknown -> begun());
        if (count(of, FREE_FAILURES)) {
          log("address " + address, of, account);
          banned = of.blocks > BLOCKS_BEFORE_BAN;
        }
      }
      Failures of = accounts.computeIfAbsent(account, unknown -> begun());
      if (count(of, FREE_FAILURES_OF_ACCOUNT)) {
        log("account", of, account);
      }
    }
    if (banned) {
      ban(address);
    }
  }

  private void ban(String address) {
    try {
      InetAddress peer = InetAddress.getByName(address);
      if (!peer.isLoopbackAddress()) {
        ban.accept(peer, BAN);
      }
    } catch (UnknownHostException e) {
      // It is slowed down all the same.
    }
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

  private void log(String who, Failures of, String account) {
    logger.warn(
        "Passwords are being guessed: {} is shut out for {} s (last tried as {})",
        who,
        Duration.ofNanos(leftNanos(of)).plusNanos(999_999_999).toSeconds(),
        AuditFilter.printable(
            account.length() > LOGGED_NAME_LENGTH
                ? account.substring(0, LOGGED_NAME_LENGTH)
                : account));
  }

  private static String use(String from, String account) {
    return from + " " + account;
  }

  private static String key(String address) {
    try {
      // A literal: nobody is asked for a name.
      byte[] bytes = address.isEmpty() ? new byte[0] : InetAddress.getByName(address).getAddress();
      return Arrays.toString(bytes.length > 4 ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    } catch (UnknownHostException e) {
      return address;
    }
  }

  private static final class Bounded<V> extends LinkedHashMap<String, V> {

    private static final long serialVersionUID = 1L;

    Bounded() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_ENTRIES;
    }
  }
}
