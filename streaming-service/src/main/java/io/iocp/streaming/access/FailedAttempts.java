package io.iocp.streaming.access;

import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever tries one credential after another: {@value #FREE_FAILURES} wrong ones within
 * a minute shut an address out for a time that doubles each time, from five seconds to five
 * minutes. The same wrong credential again is a mistake and no guess: it does not count. IPv6
 * addresses count by their /64, which one machine has whole.
 *
 * <p>Bounded: those that failed longest ago are forgotten first. Any thread.
 */
final class FailedAttempts {

  static final int FREE_FAILURES = 10;
  static final int MAX_ADDRESSES = 10_000;

  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_BLOCK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int LONGEST_DOUBLINGS = 6;
  private static final Duration LONGEST_BLOCK = Duration.ofMinutes(5);
  private static final int IPV6_NETWORK_BYTES = 8;

  private static final class Failures {
    private long windowEndNanos;
    private int count;
    private int blocks;
    private long blockedUntilNanos;
    private byte @Nullable [] last;
  }

  private final NanoClock clock;
  // Guarded by this, oldest failure first.
  private final Map<String, Failures> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  FailedAttempts(NanoClock clock) {
    this.clock = clock;
  }

  /** Seconds for which an address is shut out still, rounded up; 0 when it is not. */
  synchronized int blockedSeconds(InetAddress address) {
    Failures failures = addresses.get(key(address));
    if (failures == null || failures.blocks == 0) {
      return 0;
    }
    long left = failures.blockedUntilNanos - clock.nanoTime();
    return left <= 0 ? 0 : (int) Duration.ofNanos(left).plusNanos(999_999_999).toSeconds();
  }

  /** A credential was wrong. */
  synchronized void failed(InetAddress address, byte[] fingerprint) {
    long now = clock.nanoTime();
    Failures failures =
        addresses.computeIfAbsent(
            key(address),
            unknown -> {
              Failures first = new Failures();
              first.windowEndNanos = now + WINDOW_NANOS;
              return first;
            });
    if (failures.last != null && MessageDigest.isEqual(failures.last, fingerprint)) {
      return;
    }
    failures.last = fingerprint;
    if (now - failures.windowEndNanos >= 0) {
      failures.windowEndNanos = now + WINDOW_NANOS;
      failures.count = 0;
    }
    if (++failures.count >= FREE_FAILURES) {
      long nanos = FIRST_BLOCK_NANOS << Math.min(failures.blocks, LONGEST_DOUBLINGS);
      failures.blockedUntilNanos = now + Math.min(nanos, LONGEST_BLOCK.toNanos());
      failures.blocks++;
      failures.count = 0;
    }
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Arrays.toString(bytes.length > 4 ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }
}
