package io.iocp.access;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of single addresses: their connections, and how fast they came. An address
 * with connections is remembered as long as it has any, so these are bounded by the connections;
 * one without is remembered until its rate has recovered, and of these no more than a fixed number,
 * the one that was seen longest ago forgotten first.
 *
 * <p>Any thread; each call is a few map operations under one lock.
 */
final class AddressStates {

  static final int MAXIMUM_IDLE = 65_536;

  private static final int FORGOTTEN_AT_ONCE = 4096;

  // Guarded by this: addresses with connections; and those without, the oldest first.
  private final Map<AddressRange, State> connected = new HashMap<>();
  private final Map<AddressRange, State> idle = new LinkedHashMap<>();

  /** Counts a connection, unless a limit says no. */
  synchronized @Nullable AccessRefusal admit(
      AddressRange address, AccessLimits limits, long nowNanos) {
    AddressRange key = address.subscriber();
    State state = connected.get(key);
    boolean wasConnected = state != null;
    if (state == null) {
      state = idle.remove(key);
    }
    if (state == null) {
      state = new State(nowNanos);
    }
    AccessRefusal refusal = state.admit(limits, nowNanos);
    if (refusal == null && !wasConnected) {
      connected.put(key, state);
    } else if (refusal != null && !wasConnected) {
      rest(key, state, nowNanos);
    }
    forget(2, nowNanos);
    return refusal;
  }

  /** A connection that was counted has ended. */
  synchronized void release(AddressRange address, long nowNanos) {
    AddressRange key = address.subscriber();
    State state = connected.get(key);
    if (state != null && --state.connections == 0) {
      connected.remove(key);
      rest(key, state, nowNanos);
    }
  }

  /** Forgets those whose rate has recovered. */
  synchronized void forgetRecovered(long nowNanos) {
    forget(FORGOTTEN_AT_ONCE, nowNanos);
  }

  synchronized int size() {
    return connected.size() + idle.size();
  }

  private void rest(AddressRange key, State state, long nowNanos) {
    if (state.hasRecovered(nowNanos)) {
      return;
    }
    if (idle.size() >= MAXIMUM_IDLE) {
      removeFirst();
    }
    idle.put(key, state);
  }

  private void forget(int limit, long nowNanos) {
    Iterator<State> oldest = idle.values().iterator();
    for (int i = 0; i < limit && oldest.hasNext(); i++) {
      if (!oldest.next().hasRecovered(nowNanos)) {
        return;
      }
      oldest.remove();
    }
  }

  private void removeFirst() {
    Iterator<State> oldest = idle.values().iterator();
    oldest.next();
    oldest.remove();
  }

  /**
   * One address. Its rate is a token bucket, kept as the moment at which the bucket will be full
   * (the generic cell rate algorithm): one number, which a changed rate needs not convert.
   */
  private static final class State {

    private int connections;
    private long fullAtNanos;

    State(long nowNanos) {
      this.fullAtNanos = nowNanos;
    }

    @Nullable AccessRefusal admit(AccessLimits limits, long nowNanos) {
      if (limits.connectionsPerAddress() > 0 && connections >= limits.connectionsPerAddress()) {
        return AccessRefusal.ADDRESS_CONNECTIONS;
      }
      if (limits.acceptsPerMinute() > 0) {
        long interval = TimeUnit.MINUTES.toNanos(1) / limits.acceptsPerMinute();
        long from = hasRecovered(nowNanos) ? nowNanos : fullAtNanos;
        // Divides: the product may be longer than time.
        if (Math.floorDiv(from - nowNanos - 1, interval) >= limits.acceptBurst() - 1) {
          return AccessRefusal.ADDRESS_RATE;
        }
        fullAtNanos = from + interval;
      }
      connections++;
      return null;
    }

    boolean hasRecovered(long nowNanos) {
      return fullAtNanos - nowNanos <= 0;
    }
  }
}
