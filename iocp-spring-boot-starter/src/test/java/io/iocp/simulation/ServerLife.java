package io.iocp.simulation;

import io.iocp.access.AccessRefusal;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.Trace;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.ConnectionSnapshot;
import io.iocp.connection.ContextStatistics;
import io.iocp.connection.SimulatedExecution;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.packet.PacketCounter;
import io.iocp.packet.PacketOptions;
import io.iocp.packet.PacketServer;
import io.iocp.tls.SimulatedTls;
import io.iocp.tls.Tls;
import io.iocp.tls.TlsCounter;
import io.iocp.tls.TlsFailure;
import io.iocp.tls.TlsPeer;
import io.iocp.tls.TlsStatistics;
import io.iocp.websocket.CompressionOptions;
import io.iocp.websocket.OriginPolicy;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.protocol.FrameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One life of a server: it listens, clients come and go, it is stopped. The transport is the real
 * one; the port below it, the clients and time are simulated. Whatever is decided is decided by the
 * seed.
 */
final class ServerLife {

  private static final WebSocketOptions OPTIONS =
      new WebSocketOptions(
          HeadLimits.DEFAULT,
          new FrameLimits(1 << 20, 1 << 20),
          OriginPolicy.of(List.of()),
          CompressionOptions.DEFAULTS,
          ForwardedHeader.X_FORWARDED_FOR,
          true);
  // Longer than all timeouts of a life and all naps and delays together.
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SETTLING_STEPS_MASK = 127;

  private final LifePlan plan;
  private final SimulatedNetwork network;
  private final Mutation mutation;
  private final BufferPool pool;
  private final SimulatedPort port;
  private final SimulatedExecution execution;
  private final WebSocketServer webSockets;
  private final PacketServer packets;
  private final @Nullable Tls tls;
  private final ConnectionServer server;
  private final LifeHandler handler;
  private final LifePacketHandler packetHandler;
  private final List<Visitor> visitors = new ArrayList<>();
  private final List<LifeOutbound> outbound = new ArrayList<>();
  private final Map<Integer, Visitor> byPort = new HashMap<>();
  private int listeners;
  private @Nullable InetSocketAddress address;
  private boolean stopping;
  private int steps;
  private int opened;
  private int closed;
  private int established;
  private long receivedBytes;
  private long sentBytes;

  ServerLife(long seed, Sabotage sabotage, Mutation mutation, Trace trace) {
    this.plan = LifePlan.of(seed);
    this.mutation = mutation;
    this.network = new SimulatedNetwork(seed, plan.faults(), sabotage, trace);
    this.pool = new BufferPool(plan.pool(), AddressResolver.NONE);
    this.handler = new LifeHandler(this);
    this.webSockets = new WebSocketServer(pool, OPTIONS);
    webSockets.register(List.of(registry -> registry.addHandler(handler, "/life/{client}")));
    this.packetHandler = new LifePacketHandler(this);
    this.packets = new PacketServer(pool, PacketOptions.DEFAULTS);
    packets.register(
        List.of(registry -> registry.addHandler(packetHandler, LifePacketClient.TYPE)));
    this.tls =
        plan.secured()
            ? SimulatedTls.in(network, pool, LifeCertificate.SERVER, plan.faults().failedAccepts())
            : null;
    this.port =
        new SimulatedPort(
            network,
            new PortOptions(plan.workers(), pool, plan.receiveBufferBytes(), 1, network.clock()));
    this.execution = new SimulatedExecution(network, port, plan.naps(), this::afterStep);
    this.server = execution.start(plan.connections());
  }

  /**
   * Lives it.
   *
   * @return the rules that were broken; none, it is hoped
   */
  List<String> run() {
    try {
      invite();
      live();
      stopping = true;
      expect(server.stop(plan.grace()), "a server stops in time");
      webSockets.close();
      packets.close();
      if (tls != null) {
        tls.close();
      }
      assertNothingIsLeft();
    } catch (IOException | InterruptedException | RuntimeException e) {
      violated("a life has an end: " + e);
    }
    return network.violations();
  }

  private InetSocketAddress listen(Supplier<ConnectionHandler> protocols) throws IOException {
    listeners++;
    return server.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        SocketOptions.DEFAULTS,
        tls == null ? null : mutation.security(tls.server(), this),
        () -> watched(protocols.get()));
  }

  private ConnectionHandler watched(ConnectionHandler protocol) {
    return mutation.outside(new WatchedHandler(mutation.inside(protocol, this), this), this);
  }

  private void invite() throws IOException {
    InetSocketAddress listener = listen(webSockets::newConnection);
    address = listener;
    int packetClients = plan.packetClients();
    InetSocketAddress packetListener =
        packetClients == 0 ? listener : listen(packets::newConnection);
    for (int i = 0; i < plan.clients(); i++) {
      boolean speaksPackets = i < packetClients;
      LifeClient client =
          speaksPackets ? new LifePacketClient(this, i) : new LifeWebSocketClient(this, i);
      visitors.add(client);
      network.schedule(soon(2000), () -> client.connect(speaksPackets ? packetListener : listener));
    }
    for (int i = 0; i < plan.outbound(); i++) {
      LifeOutbound session = new LifeOutbound(this, plan.clients() + i);
      visitors.add(session);
      outbound.add(session);
      network.schedule(soon(2000), session::connect);
    }
    for (int i = network.below(12); i > 0; i--) {
      network.schedule(soon(6000), handler::meddle);
    }
    for (int i = packetClients == 0 ? 0 : network.below(6); i > 0; i--) {
      network.schedule(soon(6000), packetHandler::meddle);
    }
  }

  private long soon(int millis) {
    return (long) network.below(millis) * 1_000_000;
  }

  /** Has the server connect to whoever is there, or is not. */
  ConnectAttempt connect(LifeOutbound session, LifeOutbound.Target target) {
    InetSocketAddress remote =
        switch (target) {
          case LISTENER, WRONG_PATH -> Objects.requireNonNull(address);
          case NOBODY -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
          case SILENCE -> network.silentAddress();
        };
    WebSocketRequest request =
        WebSocketRequest.to(URI.create("ws://life:" + remote.getPort() + session.path()));
    return webSockets.connect(
        request,
        (handlers, connected) ->
            server.connect(
                remote,
                SocketOptions.DEFAULTS,
                Duration.ofMillis(1 + network.below(3000)),
                tls == null
                    ? null
                    : mutation.security(
                        tls.client(new TlsPeer(LifeCertificate.CLIENT, "life", remote.getPort())),
                        this),
                () -> watched(handlers.get()),
                mutation.outcome(connected, this)),
        session,
        session::told);
  }

  private void live() {
    execution.runUntil(() -> false, plan.length());
    if (plan.livesOut()) {
      // Nobody is told to go: whoever does not go by himself is found out by the timeouts.
      boolean alone =
          execution.runUntil(
              () -> server.connectionCount() == 0 && visitors.stream().allMatch(Visitor::hasCome),
              LIMIT);
      expect(alone, "connections of which nothing is heard end by themselves");
      expectSame(port.statistics().pendingTotal(), listeners, "pending, and the listeners");
    }
  }

  private void assertNothingIsLeft() {
    expect(server.connectionCount() == 0, "no connection is left");
    expect(server.connections().isEmpty(), "no connection is registered");
    expect(
        server.workers().stream().allMatch(worker -> worker.connections() == 0),
        "no worker has a connection");
    expect(SimulatedExecution.timers(server) == 0, "no timer is left");
    expect(port.shutDown() == 0, "nothing is pending");
    expect(port.statistics().lateCompletions() == 0, "nothing comes late");
    expect(pool.statistics().used() == 0, "all buffers are free");
    ContextStatistics contexts = server.contexts();
    expect(contexts.made() == contexts.free(), "all contexts are free");
    expect(network.openSockets() == 0, "every socket is closed");
    expect(handler.allFilesEnded() && packetHandler.allFilesEnded(), "every file has ended once");
    expect(
        outbound.stream().allMatch(LifeOutbound::isOver),
        "whoever connects hears once what became of it");
    expect(opened == closed, "every connection is closed once");
    assertCountersAddUp();
  }

  private void assertCountersAddUp() {
    long accepted = server.counters().count(ConnectionCounter.ACCEPTED);
    long rejected = server.accessPolicy().count(AccessRefusal.MAXIMUM_CONNECTIONS);
    long connected = server.counters().count(ConnectionCounter.CONNECTED);
    expectSame(accepted + connected, opened, "accepted or connected, and opened");
    expectSame(
        accepted + connected,
        server.closeCauses().values().stream().mapToLong(Long::longValue).sum(),
        "accepted and causes of closing");
    expectSame(network.totals().accepted(), accepted + rejected, "handed up and accepted");
    expectSame(
        network.totals().acceptFailures(),
        server.counters().count(ConnectionCounter.ACCEPT_FAILED),
        "accepts that failed");
    expectSame(
        port.statistics().starvations(),
        server.counters().count(ConnectionCounter.RECEIVE_STARVED),
        "starvations");
    expectSame(
        handler.failures() + packetHandler.failures(),
        server.counters().count(ConnectionCounter.HANDLER_FAILED),
        "failures of handlers");
    expectSame(network.totals().receivedBytes(), receivedBytes, "bytes received");
    expectSame(network.totals().sentBytes(), sentBytes, "bytes sent");
    long sessions = webSockets.counters().count(WebSocketCounter.SESSIONS_OPENED);
    expectSame(
        sessions,
        handler.opens() + outbound.stream().mapToInt(LifeOutbound::opens).sum(),
        "sessions opened");
    expectSame(
        sessions,
        handler.closes() + outbound.stream().mapToInt(LifeOutbound::closes).sum(),
        "sessions closed");
    expectSame(
        packets.counters().count(PacketCounter.SESSIONS_OPENED),
        packetHandler.opens(),
        "packet sessions opened");
    expectSame(packetHandler.opens(), packetHandler.closes(), "packet sessions closed");
    if (tls != null) {
      TlsStatistics secured = tls.statistics();
      expectSame(
          secured.counters().get(TlsCounter.HANDSHAKES), established, "handshakes and secured");
      expectSame(
          secured.counters().get(TlsCounter.HANDSHAKES_REFUSED),
          secured.failures().get(TlsFailure.OVERLOADED),
          "handshakes refused");
    }
    expectSame(
        webSockets.counters().count(WebSocketCounter.PROTOCOL_VIOLATIONS),
        webSockets.violations().values().stream().mapToLong(Long::longValue).sum(),
        "violations");
  }

  private void expectSame(long one, long other, String what) {
    if (one != other) {
      violated("counters add up: " + what + ": " + one + " and " + other);
    }
  }

  /** Between two turns, and from time to time more of it. */
  private void afterStep() {
    expect(server.connectionCount() >= server.connections().size(), "no connection is uncounted");
    if ((++steps & SETTLING_STEPS_MASK) == 0) {
      expectSame(
          server.connectionCount(),
          server.workers().stream().mapToInt(ConnectionServer.WorkerState::connections).sum(),
          "connections, and those of the workers");
      expect(
          SimulatedExecution.timers(server) <= server.connectionCount(),
          "a connection has one timer");
      expect(
          server.connectionCount() <= plan.connections().maximumConnections(),
          "there are no more connections than may be");
    }
  }

  // --- for those who take part

  SimulatedNetwork network() {
    return network;
  }

  BufferPool pool() {
    return pool;
  }

  ConnectionServer server() {
    return server;
  }

  LifePlan plan() {
    return plan;
  }

  /** Whether the server has begun to say goodbye to everybody. */
  boolean isStopping() {
    return stopping;
  }

  Visitor visitor(int number) {
    return visitors.get(number);
  }

  /** A visitor comes from an address of his own. */
  void visits(Visitor visitor, InetSocketAddress from) {
    byPort.put(from.getPort(), visitor);
  }

  Visitor visitorFrom(InetSocketAddress from) {
    return Objects.requireNonNull(byPort.get(from.getPort()));
  }

  void connectionOpened() {
    opened++;
  }

  void connectionClosed(ConnectionSnapshot last) {
    closed++;
    established += last.security() == null ? 0 : 1;
    receivedBytes += last.receivedBytes();
    sentBytes += last.sentBytes();
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
