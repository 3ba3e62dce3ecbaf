package io.iocp.streaming.simulation;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.Trace;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.SimulatedExecution;
import io.iocp.streaming.ingest.PublishHandler;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.playback.Audience;
import io.iocp.streaming.playback.WatchHandler;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A life of the product: somebody publishes, somebody watches over links that slow, stall and heal,
 * the publisher is lost and another one comes. Relay and transport are the real ones.
 */
final class ProductLife {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration MAX_DELAY = Duration.ofMillis(1500);
  // What the player keeps in hand, and what kernel and link hold.
  private static final Duration ALLOWANCE = Duration.ofSeconds(1);
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LOOK_NANOS = 20_000_000;
  private static final int SMALL_KERNEL_BYTES = 8 << 10;
  private static final int NUMBERS_OF_A_PUBLISHER = 5_000;
  private static final int MOST_PICTURES = 50_000;

  private final LifePlan plan;
  private final Mutant mutant;
  private final SimulatedNetwork network;
  private final BufferPool pool;
  private final SimulatedPort port;
  private final SimulatedExecution execution;
  private final ConnectionServer server;
  private final WebSocketServer webSockets;
  private final StreamRegistry streams;
  private final InetSocketAddress address;
  private final List<LifeViewer> viewers = new ArrayList<>();
  private final List<LifePublisher> publishers = new ArrayList<>();
  private final Set<Sight> seen = EnumSet.noneOf(Sight.class);
  private final long[] publishedNanos = new long[MOST_PICTURES];
  private final long[] counted = new long[RelayCounter.values().length];
  private int takeovers;
  private long publishedSince = Long.MAX_VALUE;
  private boolean over;

  ProductLife(long seed, Mutant mutant) throws IOException {
    this.plan = LifePlan.of(seed);
    this.mutant = mutant;
    boolean deepKernel = mutant == Mutant.KERNEL_WITHOUT_A_BOUND;
    network =
        new SimulatedNetwork(
            seed,
            plan.faults(deepKernel ? 4 << 20 : SMALL_KERNEL_BYTES),
            deepKernel ? Sabotage.LIMIT_IGNORED : Sabotage.NONE,
            new Trace(false));
    pool =
        new BufferPool(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20), AddressResolver.NONE);
    port =
        new SimulatedPort(
            network, new PortOptions(plan.workers(), pool, 16 << 10, 1, network.clock()));
    execution = new SimulatedExecution(network, port, plan.naps(), () -> {});
    server = execution.start(ConnectionOptions.DEFAULTS);
    webSockets = new WebSocketServer(pool, WebSocketOptions.DEFAULTS);
    streams = new StreamRegistry(options(mutant), network.clock());
    webSockets.register(
        List.of(
            registry -> {
              registry.addHandler(
                  new PublishHandler(
                      new Publishing(
                          streams,
                          MediaLimits.DEFAULTS,
                          new CollectingMemory(16 << 20),
                          network.clock())),
                  "/publish/{stream}");
              registry.addHandler(new Arrivals(), "/watch/{stream}");
            }));
    address =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            webSockets::newConnection);
  }

  private static RelayOptions options(Mutant mutant) {
    RelayOptions defaults = RelayOptions.DEFAULTS;
    return new RelayOptions(
        defaults.cache(),
        defaults
            .lag()
            .withMaxDelay(
                mutant == Mutant.RELAY_WITHOUT_A_BOUND ? LagPolicy.LONGEST_DELAY : MAX_DELAY),
        defaults.publishers(),
        defaults.maximumStreams(),
        defaults.maximumWaiting());
  }

  /** The handler of viewers, which tells each which connection is its own. */
  private final class Arrivals implements WsHandler {

    private final WatchHandler watch = new WatchHandler(new Audience(streams));

    @Override
    public void onOpen(WsSession session) {
      viewers
          .get(Integer.parseInt(session.query().substring("viewer=".length())))
          .cameFrom(session.remoteAddress());
      watch.onOpen(session);
    }

    @Override
    public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
      watch.onPiece(session, type, piece, last);
    }

    @Override
    public void onClose(WsSession session, WsClose status) {
      watch.onClose(session, status);
    }
  }

  /**
   * Lives it.
   *
   * @return the rules that were broken; none, it is hoped
   */
  List<String> run() {
    try {
      publish(0);
      network.schedule(SECOND_NANOS, this::tick);
      network.schedule(LOOK_NANOS, this::look);
      for (int i = 0; i < plan.viewers(); i++) {
        LifeViewer viewer = new LifeViewer(this, i);
        viewers.add(viewer);
        String path = "/watch/desk?viewer=" + i;
        network.schedule((1000L + network.below(5000)) * 1_000_000, () -> connect(path, viewer));
      }
      if (!plan.publisherGoes().isZero()) {
        network.schedule(plan.publisherGoes().toNanos(), this::losePublishers);
      }
      execution.runUntil(() -> false, plan.length());
      over = true;
      streams.endAll();
      expect(server.stop(LIMIT), "a server stops in time");
      webSockets.close();
      expect(port.shutDown() == 0, "nothing is pending");
      expect(pool.statistics().used() == 0, "all buffers are free");
    } catch (InterruptedException | RuntimeException e) {
      violated("a life has an end: " + e);
    }
    return network.violations();
  }

  private void connect(String path, WsHandler handler) {
    webSockets.connect(
        WebSocketRequest.to(URI.create("ws://life:" + address.getPort() + path)),
        (handlers, connected) ->
            server.connect(address, SocketOptions.DEFAULTS, LIMIT, handlers, connected),
        handler,
        opening -> {});
  }

  private String stream(int rendition) {
    return plan.renditions() == 1 ? "desk" : rendition == 0 ? "desk@hi" : "desk@lo";
  }

  private void publish(int firstNumber) {
    publishers.clear();
    for (int i = 0; i < plan.renditions(); i++) {
      LifePublisher publisher = new LifePublisher(this, i, firstNumber);
      publishers.add(publisher);
      connect("/publish/" + stream(i), publisher);
    }
  }

  private void losePublishers() {
    publishedSince = Long.MAX_VALUE;
    publishers.forEach(LifePublisher::lose);
    network.schedule(
        plan.publisherAway().toNanos() + LOOK_NANOS,
        () -> {
          if (viewers.stream().anyMatch(this::isBehind)) {
            saw(Sight.TAKEOVER_WHILE_A_VIEWER_IS_BEHIND);
          }
          publish(++takeovers * NUMBERS_OF_A_PUBLISHER);
        });
  }

  private boolean isBehind(LifeViewer viewer) {
    return viewer.isOpen() && viewer.isStalled();
  }

  /** What the service does once a second. */
  private void tick() {
    if (!over) {
      streams.tick(now() / 1_000_000);
      network.schedule(SECOND_NANOS, this::tick);
    }
  }

  /** Looks what the relay has done a moment ago. */
  private void look() {
    if (over) {
      return;
    }
    boolean stall = viewers.stream().anyMatch(viewer -> viewer.isOpen() && viewer.isStalled());
    if (happened(RelayCounter.DROPS_TO_KEYFRAME)) {
      if (viewers.stream().anyMatch(LifeViewer::isInTheMiddleOfAMessage)) {
        saw(Sight.DROP_WHILE_A_MESSAGE_IS_PARTLY_SENT);
      }
      if (stall) {
        saw(Sight.DROP_WHILE_A_LINK_STALLS);
      }
    }
    boolean raised = happened(RelayCounter.RENDITION_RAISED);
    boolean lowered = happened(RelayCounter.RENDITION_LOWERED);
    if (raised) {
      saw(Sight.RENDITION_RAISED);
    }
    if (lowered) {
      saw(Sight.RENDITION_LOWERED);
    }
    if ((raised || lowered) && stall) {
      saw(Sight.RENDITION_CHANGED_WHILE_A_LINK_STALLS);
    }
    if (happened(RelayCounter.KEYFRAMES_ONLY)) {
      saw(Sight.KEYFRAMES_ONLY);
    }
    if (happened(RelayCounter.RESUMED_FROM_CACHE)) {
      saw(Sight.RESUMED_FROM_CACHE);
    }
    network.schedule(LOOK_NANOS, this::look);
  }

  private boolean happened(RelayCounter counter) {
    long count = streams.counters().count(counter);
    boolean more = count > counted[counter.ordinal()];
    counted[counter.ordinal()] = count;
    return more;
  }

  // --- for those who take part

  LifePlan plan() {
    return plan;
  }

  Mutant mutant() {
    return mutant;
  }

  SimulatedNetwork network() {
    return network;
  }

  Set<Sight> seen() {
    return seen;
  }

  void saw(Sight sight) {
    seen.add(sight);
  }

  boolean isOver() {
    return over;
  }

  long now() {
    return network.clock().nanoTime();
  }

  double seconds() {
    return now() / 1e9;
  }

  /** The picture goes out now, in each rendition. */
  void published(int number, int rendition) {
    publishedNanos[number] = now();
    if (publishedSince == Long.MAX_VALUE && rendition == plan.renditions() - 1) {
      publishedSince = now();
    }
  }

  /** Whether there have been publishers for long enough to have been seen. */
  boolean isPublished() {
    return publishedSince != Long.MAX_VALUE && now() - publishedSince > boundNanos();
  }

  /** Time since the picture was published. */
  long age(int number) {
    return now() - publishedNanos[number];
  }

  /** How far behind a viewer may be for how long. */
  long boundNanos() {
    return MAX_DELAY.plus(plan.group()).plus(ALLOWANCE).toNanos();
  }

  void expect(boolean holds, String rule) {
    if (!holds) {
      violated(rule);
    }
  }

  void violated(String rule) {
    network.violated(rule);
  }
}
