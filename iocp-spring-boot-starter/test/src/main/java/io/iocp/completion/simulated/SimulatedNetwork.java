package io.iocp.completion.simulated;

import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The world of a simulation: its time, its chance, what is going to happen, and the wires between
 * sockets. The same seed gives the same world, as long as one thread asks for the same things in
 * the same order.
 *
 * <p>Two ways to live in it. {@linkplain #drive Driven}, one thread moves time and calls everybody;
 * nobody waits. Undriven, threads wait in it as they would in a kernel, and whoever waits moves
 * time to the next event; all of it is then guarded by this object's monitor.
 */
public final class SimulatedNetwork {

  private static final int FIRST_CLIENT_PORT = 20_000;
  private static final int FIRST_SERVER_PORT = 10_000;
  private static final int CERTAIN = 1000;

  private final SplittableRandom random;
  private final Faults faults;
  private final Sabotage sabotage;
  private final Trace trace;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<Integer, SimulatedListener> listeners = new HashMap<>();
  private final Set<Integer> silent = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private int clientPorts = FIRST_CLIENT_PORT;
  private int serverPorts = FIRST_SERVER_PORT;
  private int sockets;
  private long nowNanos;
  private long scheduled;
  private boolean driven;
  private int sabotaged;
  private final List<SimulatedSocket> ourSockets = new ArrayList<>();
  private final Totals totals = new Totals();

  /** What engine and network have done, to be compared with what others have counted. */
  public static final class Totals {
    private long received;
    private long sent;
    private int handedUp;
    private int acceptFailures;

    /** Bytes of pieces that were handed up. */
    public long receivedBytes() {
      return received;
    }

    /** Bytes that sends and transmits completed with. */
    public long sentBytes() {
      return sent;
    }

    /** Accepted sockets that were handed up. */
    public int accepted() {
      return handedUp;
    }

    /** Accepts that failed. */
    public int acceptFailures() {
      return acceptFailures;
    }

    void addReceived(int bytes) {
      received += bytes;
    }

    void addSent(long bytes) {
      sent += bytes;
    }

    void addAccepted() {
      handedUp++;
    }

    void addAcceptFailure() {
      acceptFailures++;
    }
  }

  private record Event(long nanos, long number, Runnable action) implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  public SimulatedNetwork(long seed, Faults faults, Sabotage sabotage, Trace trace) {
    this.random = new SplittableRandom(seed);
    this.faults = faults;
    this.sabotage = sabotage;
    this.trace = trace;
  }

  // --- time

  /** One thread does it all from now on. */
  public void drive() {
    driven = true;
  }

  boolean isDriven() {
    return driven;
  }

  /** Virtual time. */
  public NanoClock clock() {
    return () -> nowNanos;
  }

  /** Has the action happen after that time. It must not call handlers. */
  public void schedule(long delayNanos, Runnable action) {
    events.add(new Event(nowNanos + delayNanos, scheduled++, action));
  }

  /** When the next thing happens; {@code Long.MAX_VALUE} when nothing does. */
  public long nextNanos() {
    Event next = events.peek();
    return next == null ? Long.MAX_VALUE : next.nanos;
  }

  /** Moves time, and has happen what is due. */
  public void advanceTo(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
    Event next = events.peek();
    while (next != null && next.nanos <= nowNanos) {
      events.remove().action.run();
      next = events.peek();
    }
  }

  /** Has the next thing happen; answers whether there was one. */
  private boolean runNext() {
    Event next = events.poll();
    if (next == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, next.nanos);
    next.action.run();
    notifyAll();
    return true;
  }

  /**
   * Waits undriven for a condition, with things happening meanwhile.
   *
   * @return whether it holds
   */
  boolean await(BooleanSupplier condition, NanoClock realClock, long timeoutNanos) {
    long deadline = realClock.nanoTime() + timeoutNanos;
    while (!condition.getAsBoolean()) {
      if (runNext()) {
        continue;
      }
      long leftMillis = (deadline - realClock.nanoTime() + 999_999) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      // What a handler leaves behind must not disturb those that come after it.
      Thread.interrupted();
      try {
        wait(Math.min(leftMillis, CERTAIN));
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted in the simulation", e);
      }
    }
    return true;
  }

  // --- chance

  /** 0 … bound − 1. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Whether something of that chance happens. */
  public boolean chance(int perMille) {
    return perMille > 0 && random.nextInt(CERTAIN) < perMille;
  }

  /** Whether what is sabotaged goes wrong now. */
  boolean sabotages(Sabotage what) {
    if (sabotage != what || random.nextInt(4) > 0) {
      return false;
    }
    sabotaged++;
    return true;
  }

  /** Whether the limits of what is unsent are wrong on purpose: none is kept. */
  boolean ignoresLimits() {
    return sabotage == Sabotage.LIMIT_IGNORED;
  }

  /** How often something was done wrong on purpose. */
  public int sabotaged() {
    return sabotaged;
  }

  /** A delay: often none, seldom a long one. */
  long delayNanos() {
    int kind = random.nextInt(8);
    if (kind < 3 || faults.latencyNanos() == 0) {
      return 0;
    }
    return random.nextLong(kind == 7 ? faults.latencyNanos() * 20 : faults.latencyNanos());
  }

  /** All of that number, or with that chance only some, at least one. */
  int some(int count, int perMille) {
    return count > 1 && chance(perMille) ? 1 + random.nextInt(count) : count;
  }

  Faults faults() {
    return faults;
  }

  // --- what is seen

  public Trace trace() {
    return trace;
  }

  public void note(String what, long id, long value) {
    trace.note(nowNanos, what, id, value);
  }

  /** A rule has been broken. */
  public void violated(String rule) {
    violations.add(rule);
    trace.note(nowNanos, rule, 0, 0);
  }

  /** The rules broken so far. */
  public List<String> violations() {
    return violations;
  }

  public Totals totals() {
    return totals;
  }

  /** Sockets of ports, accepted or connected, that nobody has closed. */
  public long openSockets() {
    return ourSockets.stream().filter(socket -> !socket.isClosed()).count();
  }

  /** The port's end of the connection whose other end has that address. */
  public Optional<SimulatedSocket> socketTo(InetSocketAddress remote) {
    return ourSockets.stream()
        .filter(socket -> !socket.isClosed() && socket.remoteAddress().equals(remote))
        .findFirst();
  }

  /** A socket that a port has connected. */
  void isOurs(SimulatedSocket socket) {
    ourSockets.add(socket);
  }

  // --- addresses and wires

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  InetSocketAddress bind(
      InetSocketAddress wanted, Function<InetSocketAddress, SimulatedListener> opener)
      throws IOException {
    int port = wanted.getPort() == 0 ? serverPorts++ : wanted.getPort();
    if (listeners.containsKey(port)) {
      throw new IOException("listening on " + wanted + " failed: the address is in use");
    }
    InetSocketAddress bound = address(port);
    listeners.put(port, opener.apply(bound));
    return bound;
  }

  SimulatedListener listener(InetSocketAddress bound) {
    return listeners.get(bound.getPort());
  }

  void unbind(InetSocketAddress address) {
    listeners.remove(address.getPort());
  }

  /** An address that never answers. */
  public InetSocketAddress silentAddress() {
    InetSocketAddress address = address(serverPorts++);
    silent.add(address.getPort());
    return address;
  }

  /**
   * Connects.
   *
   * @param result gets the socket, or {@code null} when nobody listens; never, when nobody answers
   */
  public void connect(InetSocketAddress remote, Consumer<@Nullable SimulatedSocket> result) {
    InetSocketAddress local = address(clientPorts++);
    schedule(
        delayNanos(),
        () -> {
          SimulatedListener listener = listeners.get(remote.getPort());
          if (listener != null) {
            SimulatedSocket client = new SimulatedSocket(this, ++sockets, local, remote);
            SimulatedSocket server = new SimulatedSocket(this, ++sockets, remote, local);
            client.wireTo(server);
            ourSockets.add(server);
            note("connected", client.id(), server.id());
            listener.arrived(server);
            result.accept(client);
          } else if (!silent.contains(remote.getPort())) {
            result.accept(null);
          }
        });
  }
}
