package io.iocp.streaming.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Histories of leases of one name, made by chance: servers whose clocks run at different speeds,
 * that sleep at any point, a registry that answers late, not at all, and now and then forgets all.
 * Never do two servers write at once, and what is passed on is never an older owner's once a newer
 * one's has been.
 */
class LeaseHistoryTest {

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final long LEASE_MICROS = LEASE.toNanos() / 1000;
  private static final int HISTORIES = 300;
  private static final int SERVERS = 4;
  private static final long END_MICROS = 120_000_000;

  /** What is wrong with a history on purpose, to see that it would be noticed. */
  private enum Mutant {
    NONE,
    /** Counts the lease from the answer, which may come late. */
    COUNTS_FROM_THE_ANSWER,
    /** Does not look at its lease before it writes. */
    DOES_NOT_LOOK,
    /** The registry gives names away at once when it has forgotten all. */
    FORGETS_AND_GIVES,
    /** Those who pass on take what comes from any owner. */
    NO_FENCE
  }

  private record Event(long atMicros, long order, Runnable what) {}

  /** What the registry does, as its scripts say. */
  private final class RegistryModel {

    private long token;
    private long holder;
    private int holderServer = -1;
    private long untilMicros;
    private long sinceMicros = -LEASE_MICROS;

    private void look() {
      if (nowMicros >= untilMicros) {
        holderServer = -1;
      }
    }

    long claim(int server) {
      look();
      if (nowMicros - sinceMicros < LEASE_MICROS && mutant != Mutant.FORGETS_AND_GIVES) {
        return -1;
      }
      if (holderServer >= 0) {
        return 0;
      }
      token = Math.max(token + 1, nowMicros);
      set(server, token);
      return token;
    }

    boolean renew(int server, long itsToken) {
      look();
      if (holderServer >= 0 && holder != itsToken) {
        return false;
      }
      set(server, itsToken);
      return true;
    }

    private void set(int server, long itsToken) {
      holderServer = server;
      holder = itsToken;
      untilMicros = nowMicros + LEASE_MICROS;
    }

    void forget() {
      holderServer = -1;
      token = 0;
      sinceMicros = nowMicros;
    }
  }

  /** One server that wants to publish all the time. */
  private final class Server {

    private final int index;
    private final double speed = 1 + (random.nextDouble() - 0.5) * 0.2;
    private final long offsetNanos = random.nextLong();
    private Lease lease = new Lease(LEASE);
    private long token;
    private long asleepUntilMicros;

    Server(int index) {
      this.index = index;
    }

    /** Its own clock: runs up to a tenth too fast or too slow, and goes on while it sleeps. */
    private long clockNanos() {
      return offsetNanos + (long) (nowMicros * 1000 * speed);
    }

    /** Does something as soon as it is awake. */
    private void awake(Runnable what) {
      if (nowMicros < asleepUntilMicros) {
        at(asleepUntilMicros - nowMicros + random.nextInt(1000), () -> awake(what));
      } else {
        what.run();
      }
    }

    void live() {
      awake(
          () -> {
            if (random.nextInt(60) == 0) {
              asleepUntilMicros = nowMicros + random.nextInt((int) (3 * LEASE_MICROS));
            }
            lease.expires(clockNanos());
            ask();
            at(500_000 + random.nextInt(1_000_000), this::live);
          });
    }

    private void ask() {
      Lease asking = lease.isLost() ? new Lease(LEASE) : lease;
      boolean renewing = asking == lease && token != 0 && lease.allows(clockNanos());
      long askedNanos = clockNanos();
      if (random.nextInt(10) == 0) {
        return; // The request is lost.
      }
      at(
          delay(),
          () -> {
            long answer =
                renewing ? (registry.renew(index, token) ? token : 0) : registry.claim(index);
            if (random.nextInt(10) > 0) {
              at(delay(), () -> awake(() -> answered(asking, renewing, askedNanos, answer)));
            }
          });
    }

    private void answered(Lease asking, boolean renewing, long askedNanos, long answer) {
      if (renewing && asking != lease) {
        return;
      }
      if (answer > 0) {
        if (!renewing) {
          lease = asking;
          token = answer;
        }
        lease.granted(mutant == Mutant.COUNTS_FROM_THE_ANSWER ? clockNanos() : askedNanos);
      } else if (renewing) {
        lease.lost();
        token = 0;
      }
    }

    void publish() {
      awake(
          () -> {
            boolean may =
                lease.allows(clockNanos()) || (mutant == Mutant.DOES_NOT_LOOK && token != 0);
            if (may) {
              writes.add(new Write(index, token));
              long written = token;
              // It may fall asleep between looking and writing: then it is the fence that counts.
              if (random.nextInt(200) == 0) {
                asleepUntilMicros = nowMicros + random.nextInt((int) (3 * LEASE_MICROS));
                awake(() -> pass(written));
              } else {
                if (isAnotherAllowed()) {
                  twoAtOnce++;
                }
                pass(written);
              }
            }
            at(20_000 + random.nextInt(60_000), this::publish);
          });
    }

    private boolean isAnotherAllowed() {
      return servers.stream()
          .anyMatch(
              other ->
                  other != this
                      && other.token != 0
                      && (other.lease.allows(other.clockNanos())
                          || (mutant == Mutant.DOES_NOT_LOOK && !other.lease.isLost())));
    }
  }

  private record Write(int server, long token) {}

  private Random random = new Random(0);
  private Mutant mutant = Mutant.NONE;
  private long nowMicros;
  private long order;
  private RegistryModel registry = new RegistryModel();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atMicros).thenComparing(Event::order));
  private final List<Server> servers = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private Owner newest = owner(0);
  private int twoAtOnce;
  private int outOfOrder;
  private int owners;

  private static Owner owner(long token) {
    return new Owner(token, "server", URI.create("ws://server:9000"));
  }

  private void at(long laterMicros, Runnable what) {
    events.add(new Event(nowMicros + laterMicros, order++, what));
  }

  private long delay() {
    return random.nextInt(100) == 0 ? random.nextInt(15_000_000) : 200 + random.nextInt(20_000);
  }

  /** Another server passes on what an owner wrote, if it accepts it. */
  private void pass(long token) {
    Owner from = owner(token);
    if (!from.mayFollow(newest) && mutant != Mutant.NO_FENCE) {
      return;
    }
    if (token < newest.token()) {
      outOfOrder++;
    }
    if (token > newest.token()) {
      owners++;
      newest = from;
    }
  }

  private void history(long seed, Mutant how) {
    random = new Random(seed);
    mutant = how;
    nowMicros = 0;
    events.clear();
    servers.clear();
    newest = owner(0);
    registry = new RegistryModel();
    for (int i = 0; i < SERVERS; i++) {
      Server server = new Server(i);
      servers.add(server);
      at(random.nextInt(1_000_000), server::live);
      at(random.nextInt(1_000_000), server::publish);
    }
    at(random.nextInt((int) END_MICROS), () -> registry.forget());
    at(random.nextInt((int) END_MICROS), () -> registry.forget());
    while (!events.isEmpty() && events.peek().atMicros() < END_MICROS) {
      Event next = events.remove();
      nowMicros = next.atMicros();
      next.what().run();
    }
  }

  private void histories(Mutant how) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      history(seed, how);
    }
  }

  @Test
  void neverDoTwoServersWriteAtOnce() {
    histories(Mutant.NONE);
    assertThat(twoAtOnce).isZero();
    assertThat(outOfOrder).isZero();
    assertThat(writes.size()).as("it was written at all").isGreaterThan(HISTORIES * 100);
    assertThat(owners).as("and names went from server to server").isGreaterThan(HISTORIES * 2);
  }

  @Test
  void aLeaseThatIsCountedFromTheAnswerIsFoundOut() {
    histories(Mutant.COUNTS_FROM_THE_ANSWER);
    assertThat(twoAtOnce).isPositive();
  }

  @Test
  void aServerThatDoesNotLookAtItsLeaseIsFoundOut() {
    histories(Mutant.DOES_NOT_LOOK);
    assertThat(twoAtOnce).isPositive();
  }

  @Test
  void aRegistryThatGivesNamesAwayWhenItHasForgottenWhoseTheyAreIsFoundOut() {
    histories(Mutant.FORGETS_AND_GIVES);
    assertThat(twoAtOnce).isPositive();
  }

  @Test
  void withoutAFenceAnOwnerThatSleptBetweenLookingAndWritingIsFoundOut() {
    histories(Mutant.NO_FENCE);
    assertThat(outOfOrder).isPositive();
  }
}
