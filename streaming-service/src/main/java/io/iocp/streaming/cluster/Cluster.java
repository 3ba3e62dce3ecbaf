package io.iocp.streaming.cluster;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.NameClaims;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.RemoteStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * This server among others: leases the names of its publishers, says what it has, and knows who has
 * what. {@link #start} and {@link #close} are its life.
 *
 * <p>While the registry is away, what it said last is what is known; publishers here go on for as
 * long as their leases last. Any thread; nothing blocks but {@link #find} and {@link #close}.
 */
public final class Cluster implements NameClaims, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Cluster.class);

  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FORGOTTEN = Duration.ofSeconds(5);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ClusterOptions options;
  private final Registry registry;
  private final StreamRegistry streams;
  private final SerialLoop loop;
  private final NanoClock clock;
  private final Counters<ClusterCounter> counters = new Counters<>(ClusterCounter.class);
  // One a publisher of this server.
  private final ConcurrentLinkedQueue<NameLease> leases = new ConcurrentLinkedQueue<>();
  // One a name that the registry has told of.
  private final Map<StreamId, Owner> owners = new ConcurrentHashMap<>();
  private volatile List<ServerRecord> servers = List.of();
  private volatile Consumer<StreamId> moved = id -> {};
  private volatile Consumer<StreamId> missed = id -> {};
  private boolean looking; // Only accessed on the loop.
  private boolean away; // Only accessed on the loop.

  /**
   * Not part of the cluster yet.
   *
   * @param loop its own; stopped by {@link #close}
   */
  public Cluster(
      ClusterOptions options,
      Registry registry,
      StreamRegistry streams,
      SerialLoop loop,
      NanoClock clock) {
    this.options = options;
    this.registry = registry;
    this.streams = streams;
    this.loop = loop;
    this.clock = clock;
  }

  /**
   * Takes part from now on. Once.
   *
   * @param whenMoved hears that a stream has another owner than before
   * @param whenMissed hears that viewers here wait for a stream that another server has
   */
  public void start(Consumer<StreamId> whenMoved, Consumer<StreamId> whenMissed) {
    moved = whenMoved;
    missed = whenMissed;
    loop.executeEvery(options.period(), this::tick);
  }

  @Override
  public Claim claim(StreamId id, Runnable granted, Consumer<Refusal> refused) {
    NameLease lease =
        new NameLease(
            id,
            options,
            registry,
            loop,
            clock,
            counters,
            granted,
            refused,
            () -> streams.isSilent(id));
    leases.add(lease);
    loop.execute(lease::ask);
    return lease;
  }

  private void tick() {
    leases.removeIf(NameLease::isOver);
    leases.forEach(NameLease::tick);
    if (looking) {
      return; // The registry has not answered yet.
    }
    looking = true;
    registry
        .announce(options.server(), JSON.writeValueAsString(self()), FORGOTTEN)
        .thenCompose(said -> registry.announced())
        .whenComplete((all, failure) -> loop.execute(() -> looked(all, failure)));
  }

  private void looked(@Nullable List<String> all, @Nullable Throwable failure) {
    looking = false;
    if (failure != null || all == null) {
      counters.increment(ClusterCounter.REGISTRY_FAILED);
      if (!away) {
        away = true;
        logger.warn("The cluster's registry does not answer: {}", String.valueOf(failure));
      }
      return;
    }
    if (away) {
      away = false;
      logger.info("The cluster's registry answers again");
    }
    servers = all.stream().flatMap(text -> Stream.ofNullable(record(text))).toList();
    learn();
  }

  private static @Nullable ServerRecord record(String text) {
    try {
      return JSON.readValue(text, ServerRecord.class);
    } catch (JacksonException e) {
      return null; // Of another version.
    }
  }

  /** Who has what now, and what that means for viewers here. */
  private void learn() {
    Map<StreamId, Owner> now = new ConcurrentHashMap<>();
    for (ServerRecord server : servers) {
      for (ServerRecord.Entry entry : server.streams()) {
        Owner owner = Owner.of(entry.token() + " " + server.id() + " " + server.address());
        if (owner != null && StreamId.whyInvalid(entry.name()).isEmpty()) {
          now.merge(new StreamId(entry.name()), owner, (a, b) -> a.token() >= b.token() ? a : b);
        }
      }
    }
    now.forEach(this::know);
    owners.keySet().removeIf(id -> !now.containsKey(id));
    for (StreamId id : now.keySet()) {
      Optional<LiveStream> here = streams.find(id);
      if (here.isPresent() && !here.get().isFed() && here.get().viewers() > 0 && isElsewhere(id)) {
        missed.accept(id);
      }
    }
  }

  private void know(StreamId id, Owner owner) {
    Owner before = owners.get(id);
    if (!owner.mayFollow(before)) {
      return;
    }
    owners.put(id, owner);
    if (before != null && owner.token() > before.token()) {
      moved.accept(id);
    }
  }

  private boolean isElsewhere(StreamId id) {
    Owner owner = owners.get(id);
    return owner != null && !owner.server().equals(options.server());
  }

  private ServerRecord self() {
    Map<StreamId, StreamSnapshot> here = new ConcurrentHashMap<>();
    streams.snapshots().forEach(stream -> here.put(stream.id(), stream));
    return new ServerRecord(
        options.server(),
        options.address().toString(),
        leases.stream().flatMap(lease -> entry(lease, here.get(lease.id()))).toList());
  }

  private static Stream<ServerRecord.Entry> entry(
      NameLease lease, @Nullable StreamSnapshot stream) {
    Owner owner = lease.owner();
    if (owner == null || stream == null) {
      return Stream.of();
    }
    StreamDescription description = stream.description();
    return Stream.of(
        new ServerRecord.Entry(
            lease.id().name(),
            owner.token(),
            stream.viewers(),
            description == null ? null : description.format(),
            description == null ? null : description.mimeType(),
            description == null ? 0 : description.widthPixels(),
            description == null ? 0 : description.heightPixels(),
            stream.bytesPerSecond()));
  }

  /**
   * Who has a stream now, if another server does. Asks the registry; waits for two seconds at most.
   *
   * @throws IOException when it does not answer and nothing is known
   */
  public Optional<Owner> find(StreamId id) throws IOException, InterruptedException {
    try {
      Optional<Owner> found =
          registry
              .owner(id.name())
              .toCompletableFuture()
              .get(LOOKUP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .flatMap(text -> Optional.ofNullable(Owner.of(text)));
      return found.filter(owner -> !owner.server().equals(options.server()));
    } catch (ExecutionException | TimeoutException e) {
      counters.increment(ClusterCounter.REGISTRY_FAILED);
      if (isElsewhere(id)) {
        return Optional.ofNullable(owners.get(id));
      }
      throw new IOException("the cluster's registry does not answer", e);
    }
  }

  /** What this server is called in the cluster. */
  public String server() {
    return options.server();
  }

  /** What all servers have said last, this one included. */
  public List<ServerRecord> servers() {
    return servers;
  }

  /** What other servers have, as they said last. */
  public List<RemoteStream> elsewhere() {
    return servers.stream()
        .filter(server -> !server.id().equals(options.server()))
        .flatMap(server -> server.streams().stream())
        .filter(entry -> StreamId.whyInvalid(entry.name()).isEmpty())
        .map(
            entry ->
                new RemoteStream(
                    new StreamId(entry.name()),
                    entry.format() == null || entry.mimeType() == null
                        ? null
                        : new StreamDescription(
                            entry.format(), entry.mimeType(), entry.width(), entry.height()),
                    entry.viewers(),
                    entry.bytesPerSecond()))
        .toList();
  }

  /** Whether the registry can be reached, as far as is known. */
  public boolean isConnected() {
    return registry.isConnected();
  }

  /** Names that this server has. */
  public int leases() {
    return (int) leases.stream().filter(NameLease::allows).count();
  }

  /** What is counted. */
  public Counters<ClusterCounter> counters() {
    return counters;
  }

  @Override
  public void close() {
    leases.forEach(NameLease::release);
    loop.stop();
    registry.close();
  }
}
