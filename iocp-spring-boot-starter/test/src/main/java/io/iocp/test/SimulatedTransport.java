package io.iocp.test;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.simulated.Faults;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedPort;
import io.iocp.completion.simulated.Trace;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.SimulatedExecution;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * WebSockets on the simulated port: handlers and their clients in one thread, without sockets, and
 * with time that passes only while somebody waits. The same seed gives the same order of events.
 */
public final class SimulatedTransport implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final BufferPool buffers;
  private final SimulatedExecution execution;
  private final ConnectionServer connections;
  private final WebSocketServer webSockets;
  private final SimulatedPort port;
  private final InetSocketAddress address;

  private SimulatedTransport(long seed, List<? extends WsConfigurer> configurers)
      throws IOException {
    SimulatedNetwork network =
        new SimulatedNetwork(seed, Faults.NONE, Sabotage.NONE, new Trace(false));
    buffers =
        new BufferPool(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20), AddressResolver.NONE);
    port = new SimulatedPort(network, new PortOptions(2, buffers, 16 << 10, 4, network.clock()));
    execution = new SimulatedExecution(network, port, 0, () -> {});
    connections = execution.start(ConnectionOptions.DEFAULTS);
    webSockets = new WebSocketServer(buffers, WebSocketOptions.DEFAULTS);
    webSockets.register(configurers);
    address =
        connections.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            webSockets::newConnection);
  }

  /**
   * Starts to listen.
   *
   * @param seed of the order in which the workers have their turns
   * @param configurers asked for their handlers now
   */
  public static SimulatedTransport start(long seed, List<? extends WsConfigurer> configurers)
      throws IOException {
    return new SimulatedTransport(seed, configurers);
  }

  /**
   * Opens a session as a client, and waits for it.
   *
   * @param path of a handler, absolute
   * @param handler handles the client's side
   * @throws AssertionError when it is refused, or not open in a minute of simulated time
   */
  public WsSession connect(String path, WsHandler handler) {
    AtomicReference<WebSocketOpening> ended = new AtomicReference<>();
    webSockets.connect(
        WebSocketRequest.to(URI.create("ws://127.0.0.1:" + address.getPort() + path)),
        (handlers, connected) ->
            connections.connect(address, SocketOptions.DEFAULTS, LIMIT, handlers, connected),
        handler,
        ended::set);
    runUntil(() -> ended.get() != null);
    if (ended.get() instanceof WebSocketOpening.Opened opened) {
      return opened.session();
    }
    throw new AssertionError("no session: " + ended.get());
  }

  /**
   * Has everybody live on until the condition holds.
   *
   * @throws AssertionError when it does not in a minute of simulated time
   */
  public void runUntil(BooleanSupplier condition) {
    if (!execution.runUntil(condition, LIMIT)) {
      throw new AssertionError("nothing of the kind has happened in " + LIMIT);
    }
  }

  /** Has time pass. */
  public void pass(Duration time) {
    execution.sleep(time);
  }

  /** Ends all sessions, and looks whether anything is left. */
  @Override
  public void close() {
    try {
      connections.stop(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    webSockets.close();
    int inFlight = port.shutDown();
    long used = buffers.statistics().used();
    if (inFlight > 0 || used > 0) {
      throw new AssertionError(
          "something is left: operations=" + inFlight + ", buffer bytes=" + used);
    }
  }
}
