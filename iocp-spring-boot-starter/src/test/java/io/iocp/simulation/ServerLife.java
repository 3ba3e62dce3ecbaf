package io.iocp.simulation;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.Trace;
import io.iocp.connection.AccessRefusal;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.ConnectionSnapshot;
import io.iocp.connection.ContextStatistics;
import io.iocp.connection.SimulatedExecution;
import io.iocp.websocket.CompressionOptions;
import io.iocp.websocket.ForwardedHeader;
import io.iocp.websocket.OriginPolicy;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a server: it listens, clients come and go, it is stopped. The transport is the real
 * one; the port below it, the clients and time are simulated. Whatever is decided is decided by the
 * seed.
 */
final class ServerLife {

  private static final WebSocketOptions OPTIONS =
      new WebSocketOptions(
          HandshakeLimits.DEFAULT,
          new FrameLimits(1 << 20, 1 << 20),
          OriginPolicy.of(List.of()),
          CompressionOptions.DEFAULTS,
          ForwardedHeader.X_FORWARDED_FOR);
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
  private final ConnectionServer server;
  private final LifeHandler handler;
  private final List<LifeClient> clients = new ArrayList<>();
  private boolean stopping;
  private int steps;
  private int opened;
  private int closed;
  private long receivedBytes;
  private long sentBytes;

  ServerLife(long seed, Sabotage sabotage, Mutation mutation, Trace trace) {
    this.plan = LifePlan.of(seed);
    this.mutation = mutation;
    this.network = new SimulatedNetwork(seed, plan.faults(), sabotage, trace);
    this.pool = new BufferPool(plan.pool(), AddressResolver.NONE);
    this.handler = new LifeHandler(this);
    this.webSockets =
        new WebSocketServer(
            pool, OPTIONS, List.of(registry -> registry.addHandler(handler, "/life/{client}")));
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
      InetSocketAddress address =
          server.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              SocketOptions.DEFAULTS,
              this::newHandler);
      invite(address);
      live();
      stopping = true;
      expect(server.stop(plan.grace()), "a server stops in time");
      webSockets.close();
      assertNothingIsLeft();
    } catch (IOException | InterruptedException | RuntimeException e) {
      violated("a life has an end: " + e);
    }
    return network.violations();
  }

  private ConnectionHandler newHandler() {
    ConnectionHandler protocol = mutation.inside(webSockets.newConnection(), this);
    return mutation.outside(new WatchedHandler(protocol, this), this);
  }

  private void invite(InetSocketAddress address) {
    for (int i = 0; i < plan.clients(); i++) {
      LifeClient client = new LifeClient(this, i);
      clients.add(client);
      network.schedule((long) network.below(2000) * 1_000_000, () -> client.connect(address));
    }
    for (int i = network.below(12); i > 0; i--) {
      network.schedule((long) network.below(6000) * 1_000_000, handler::meddle);
    }
  }

  private void live() {
    execution.runUntil(() -> false, plan.length());
    if (plan.livesOut()) {
      // Nobody is told to go: whoever does not go by himself is found out by the timeouts.
      boolean alone =
          execution.runUntil(
              () -> server.connectionCount() == 0 && clients.stream().allMatch(LifeClient::hasCome),
              LIMIT);
      expect(alone, "connections of which nothing is heard end by themselves");
      expectSame(port.statistics().pendingTotal(), 1, "pending, and the listener");
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
    expect(network.openServerSockets() == 0, "every socket is closed");
    expect(handler.allFilesEnded(), "every file has ended once");
    expect(opened == closed, "every connection is closed once");
    assertCountersAddUp();
  }

  private void assertCountersAddUp() {
    long accepted = server.counters().count(ConnectionCounter.ACCEPTED);
    long rejected = server.accessPolicy().count(AccessRefusal.MAXIMUM_CONNECTIONS);
    expectSame(accepted, opened, "accepted and opened");
    expectSame(
        accepted,
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
        handler.failures(),
        server.counters().count(ConnectionCounter.HANDLER_FAILED),
        "failures of handlers");
    expectSame(network.totals().receivedBytes(), receivedBytes, "bytes received");
    expectSame(network.totals().sentBytes(), sentBytes, "bytes sent");
    long sessions = webSockets.counters().count(WebSocketCounter.SESSIONS_OPENED);
    expectSame(sessions, handler.opens(), "sessions opened");
    expectSame(sessions, handler.closes(), "sessions closed");
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

  LifeClient client(int number) {
    return clients.get(number);
  }

  void connectionOpened() {
    opened++;
  }

  void connectionClosed(ConnectionSnapshot last) {
    closed++;
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
