package io.iocp.streaming.cluster;

import io.iocp.statistics.Counters;
import io.iocp.streaming.cluster.Registry.Renewal;
import io.iocp.streaming.ingest.NameClaims;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The claim of one publisher here: asks for the lease, prolongs it, and tells the publisher when it
 * has it, does not get it, or has lost it. On the loop, unless a method says that any thread may
 * call it.
 */
final class NameLease implements NameClaims.Claim {

  private static final Duration RETRY = Duration.ofMillis(250);

  /** Another server hears of the wish with its next renewal. */
  private static final Duration WANT = Duration.ofSeconds(3);

  private final StreamId id;
  private final ClusterOptions options;
  private final Registry registry;
  private final SerialLoop loop;
  private final NanoClock clock;
  private final Counters<ClusterCounter> counters;
  private final Lease lease;
  private final long deadlineNanos;
  private final Runnable granted;
  private final Consumer<Refusal> refused;
  private final BooleanSupplier yields;
  private volatile @Nullable Owner owner;
  private volatile @Nullable Refusal refusal;
  private volatile boolean released;

  /**
   * @param yields whether the publisher gives its place when another server wants it
   */
  NameLease(
      StreamId id,
      ClusterOptions options,
      Registry registry,
      SerialLoop loop,
      NanoClock clock,
      Counters<ClusterCounter> counters,
      Runnable granted,
      Consumer<Refusal> refused,
      BooleanSupplier yields) {
    this.id = id;
    this.options = options;
    this.registry = registry;
    this.loop = loop;
    this.clock = clock;
    this.counters = counters;
    this.lease = new Lease(options.lease());
    this.deadlineNanos = clock.nanoTime() + options.lease().multipliedBy(2).toNanos();
    this.granted = granted;
    this.refused = refused;
    this.yields = yields;
  }

  StreamId id() {
    return id;
  }

  /** Whose it is if it is this server's; any thread. */
  @Nullable Owner owner() {
    return allows() ? owner : null;
  }

  /** Whether nothing is left to do. Any thread. */
  boolean isOver() {
    return released || refusal != null;
  }

  /** Asks for the name. */
  void ask() {
    if (isOver()) {
      return;
    }
    long askedNanos = clock.nanoTime();
    registry
        .claim(id.name(), options.server(), options.address().toString(), options.lease())
        .whenComplete((token, failure) -> loop.execute(() -> answered(askedNanos, token, failure)));
  }

  private void answered(long askedNanos, @Nullable Long token, @Nullable Throwable failure) {
    if (failure != null || token == null) {
      counters.increment(ClusterCounter.REGISTRY_FAILED);
      askAgainOr(Refusal.NO_REGISTRY, options.lease().dividedBy(2));
    } else if (token < 0) {
      askAgainOr(Refusal.NO_REGISTRY, Duration.ZERO);
    } else if (token == 0) {
      registry.want(id.name(), WANT).exceptionally(e -> null);
      if (options.replaces()) {
        askAgainOr(Refusal.elsewhere(id), Duration.ZERO);
      } else {
        counters.increment(ClusterCounter.LEASES_REFUSED);
        refuse(Refusal.elsewhere(id));
      }
    } else {
      got(askedNanos, new Owner(token, options.server(), options.address()));
    }
  }

  private void got(long askedNanos, Owner mine) {
    if (isOver()) {
      registry.release(id.name(), mine).exceptionally(e -> null);
      return;
    }
    counters.increment(ClusterCounter.LEASES_GRANTED);
    owner = mine;
    lease.granted(askedNanos);
    granted.run();
  }

  private void askAgainOr(Refusal why, Duration sooner) {
    if (clock.nanoTime() + sooner.toNanos() - deadlineNanos >= 0) {
      refuse(why);
    } else {
      loop.executeAfter(RETRY, this::ask);
    }
  }

  /** Time has passed: prolongs the lease. */
  void tick() {
    Owner mine = owner;
    if (isOver() || mine == null) {
      return;
    }
    long now = clock.nanoTime();
    if (lease.expires(now)) {
      counters.increment(ClusterCounter.LEASES_LOST);
      refuse(Refusal.LEASE_LOST);
      return;
    }
    registry
        .renew(id.name(), mine, options.lease())
        .whenComplete((renewal, failure) -> loop.execute(() -> renewed(now, renewal, failure)));
  }

  private void renewed(long askedNanos, @Nullable Renewal renewal, @Nullable Throwable failure) {
    if (isOver()) {
      return;
    }
    if (failure != null || renewal == null) {
      counters.increment(ClusterCounter.REGISTRY_FAILED);
      return; // Until the lease has passed, the next one may succeed.
    }
    switch (renewal) {
      case KEPT -> lease.granted(askedNanos);
      case WANTED -> {
        lease.granted(askedNanos);
        if (options.replaces() || yields.getAsBoolean()) {
          counters.increment(ClusterCounter.LEASES_YIELDED);
          refuse(Refusal.MOVED);
        }
      }
      case GONE -> {
        counters.increment(ClusterCounter.LEASES_LOST);
        refuse(Refusal.LEASE_LOST);
      }
    }
  }

  private void refuse(Refusal why) {
    if (isOver()) {
      return;
    }
    lease.lost();
    refusal = why;
    giveBack();
    refused.accept(why);
  }

  @Override
  public boolean allows() {
    return lease.allows(clock.nanoTime());
  }

  @Override
  public @Nullable Refusal refusal() {
    return refusal;
  }

  @Override
  public void release() {
    if (!released) {
      released = true;
      lease.lost();
      loop.execute(this::giveBack);
    }
  }

  private void giveBack() {
    Owner mine = owner;
    owner = null;
    if (mine != null) {
      registry.release(id.name(), mine).exceptionally(e -> null);
    }
  }
}
