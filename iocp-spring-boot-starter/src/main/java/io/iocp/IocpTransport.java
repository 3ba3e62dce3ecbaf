package io.iocp;

import io.iocp.EngineSelector.SelectedEngine;
import io.iocp.access.AccessPolicy;
import io.iocp.buffer.BufferPool;
import io.iocp.clients.Clients;
import io.iocp.clients.Draining;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.ConnectionServer;
import io.iocp.datagram.DatagramListener;
import io.iocp.datagram.DatagramServer;
import io.iocp.http.HttpConfigurer;
import io.iocp.job.JobQueue;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketServer;
import io.iocp.settings.Settings;
import io.iocp.socket.SocketListener;
import io.iocp.socket.SocketServer;
import io.iocp.time.NanoClock;
import io.iocp.tls.TlsPeer;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport: a completion port, its workers and buffers, a listener for WebSocket and HTTP on
 * top, and others for packets and for protocols of the application's own if they are asked for.
 *
 * <p>Works without Spring: {@link #start} it, {@link #stop} it. Any thread.
 */
public final class IocpTransport implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(IocpTransport.class);
  private final SelectedEngine engine;
  private final NanoClock clock = NanoClock.system();
  private final BufferPool pool;
  private final CompletionPort port;
  private final TransportWork work;
  private final Settings settings;
  private final ConnectionServer connections;
  private final WebSocketServer webSockets;
  private final PacketServer packets;
  private final DatagramServer datagrams;
  private final TransportTls tls;
  private final TransportListeners listeners;
  private final Clients clients;
  private final Draining draining;
  private final TransportFigures figures;
  private final IocpTransportOptions options;

  // Guarded by this.
  private boolean listening;
  private boolean stopped;

  private IocpTransport(
      IocpTransportOptions options, SelectedEngine engine, TransportHandlers handlers)
      throws IOException {
    this.options = options;
    this.engine = engine;
    this.pool = new BufferPool(options.buffers(), engine.provider().addresses());
    this.webSockets = new WebSocketServer(pool, options.webSocket());
    this.packets = new PacketServer(pool, options.packet());
    this.port =
        engine
            .provider()
            .open(
                new PortOptions(
                    workers(options),
                    pool,
                    options.receiveBufferBytes(),
                    options.receiveBuffersPerWorker(),
                    clock));
    this.connections =
        ConnectionServer.start(
            port,
            options.connections(),
            new AccessPolicy(
                options.access().limits(options.connections().maximumConnections()),
                options.access().lists(),
                options.access().proxies(),
                clock,
                InstantSource.system()),
            clock);
    this.datagrams = new DatagramServer(port, pool, connections.accessPolicy());
    this.clients = new Clients(connections);
    this.draining = new Draining(connections, options.drain());
    this.tls = new TransportTls(options.tls(), pool, clock);
    this.listeners =
        new TransportListeners(
            options,
            handlers,
            connections,
            webSockets,
            packets,
            new SocketServer(pool),
            datagrams,
            tls);
    this.work = new TransportWork(options.jobs(), options.handlers(), clock::nanoTime);
    connections.whenGone(work::gone);
    this.figures =
        new TransportFigures(
            engine,
            port,
            pool,
            work,
            connections,
            webSockets,
            packets,
            datagrams,
            tls,
            this::address);
    this.settings = new Settings(options, work.jobs(), connections, webSockets);
  }

  /**
   * Opens a completion port and starts its workers. Nobody can connect before {@link #listen()}.
   *
   * @throws IOException when the operating system refuses a port
   * @throws EngineUnavailableException when there is no engine of the name asked for, or it cannot
   *     run here; the message says why
   */
  public static IocpTransport open(IocpTransportOptions options, TransportHandlers handlers)
      throws IOException {
    return new IocpTransport(
        options, new EngineSelector(options.windows()).select(options.engine()), handlers);
  }

  /**
   * Opens a completion port, for all but datagrams.
   *
   * @throws IOException when the operating system refuses a port
   */
  public static IocpTransport open(
      IocpTransportOptions options,
      Supplier<? extends List<? extends WsConfigurer>> configurers,
      Supplier<? extends List<? extends PacketConfigurer>> packetConfigurers,
      Supplier<? extends List<? extends HttpConfigurer>> httpConfigurers,
      Supplier<? extends List<SocketListener>> socketListeners)
      throws IOException {
    return open(
        options,
        new TransportHandlers(
            configurers, packetConfigurers, httpConfigurers, socketListeners, List::of));
  }

  /**
   * Opens a completion port for WebSocket and packets alone.
   *
   * @throws IOException when the operating system refuses a port
   */
  public static IocpTransport open(
      IocpTransportOptions options,
      Supplier<? extends List<? extends WsConfigurer>> configurers,
      Supplier<? extends List<? extends PacketConfigurer>> packetConfigurers)
      throws IOException {
    return open(options, configurers, packetConfigurers, List::of, List::of);
  }

  /**
   * Opens a transport and listens.
   *
   * @throws IOException when the address cannot be bound, or the operating system refuses a port
   */
  public static IocpTransport start(
      IocpTransportOptions options, List<? extends WsConfigurer> configurers) throws IOException {
    return start(options, configurers, List.of());
  }

  /** Opens a transport and listens, for packets too if their options have an address. */
  public static IocpTransport start(
      IocpTransportOptions options,
      List<? extends WsConfigurer> configurers,
      List<? extends PacketConfigurer> packetConfigurers)
      throws IOException {
    return start(options, configurers, packetConfigurers, List.of());
  }

  /**
   * Opens a transport and listens, for HTTP requests on the port of WebSocket, too.
   *
   * @throws IOException when an address cannot be bound, or the operating system refuses a port
   */
  public static IocpTransport start(
      IocpTransportOptions options,
      List<? extends WsConfigurer> configurers,
      List<? extends PacketConfigurer> packetConfigurers,
      List<? extends HttpConfigurer> httpConfigurers)
      throws IOException {
    IocpTransport transport =
        open(options, () -> configurers, () -> packetConfigurers, () -> httpConfigurers, List::of);
    try {
      transport.listen();
    } catch (IOException | RuntimeException e) {
      transport.stop(Duration.ZERO);
      throw e;
    }
    return transport;
  }

  /**
   * Starts to accept connections: once, and again after each {@link #suspend}.
   *
   * @return the bound address, with the real port when 0 was asked for
   * @throws IOException when the address cannot be bound; the message names it
   * @throws IllegalArgumentException when two handlers want the same path, or the same type of
   *     packets
   * @throws IllegalStateException when the transport is already listening or has been stopped, or a
   *     listener requires TLS that the transport does not have
   */
  public synchronized InetSocketAddress listen() throws IOException {
    if (stopped || listening) {
      throw new IllegalStateException(
          stopped ? "a stopped transport cannot be started again" : "already listening");
    }
    work.restart();
    connections.resume();
    draining.cancel();
    InetSocketAddress bound = listeners.open();
    listening = true;
    logger.info(
        "Engine {} with {} workers listens on {}{} ({})",
        figures.engine(),
        figures.workerCount(),
        bound,
        options.tls() == null ? "" : " with TLS",
        engine.reason());
    return bound;
  }

  /**
   * Connects to a WebSocket server, once: whether and when to try again is the caller's business.
   * Looks up the server's name first, which may wait for the network: best called on a thread that
   * may.
   *
   * @param handler handles the session, on an I/O worker like a server's
   * @param ended hears once what became of it, after the handler has heard {@code onOpen}; usually
   *     on an I/O worker, where it must not block
   * @return calls the attempt off, as long as there is no connection
   */
  public ConnectAttempt connectWebSocket(
      WebSocketRequest request, WsHandler handler, Consumer<WebSocketOpening> ended) {
    InetSocketAddress remote = request.resolve();
    return webSockets.connect(
        request,
        (handlers, connected) ->
            connections.connect(
                remote,
                options.sockets(),
                request.connectTimeout(),
                tls.client(request.tlsPeer()),
                handlers,
                connected),
        handler,
        ended);
  }

  /**
   * Connects to a server of packets, once: whether and when to try again is the caller's business.
   *
   * @param remote resolved: looking up a name would wait for the network
   * @param timeout longest time for the connection to be made, above zero
   * @param handlers asked now for the handlers of this session
   * @param ended hears once what became of it; after {@code CONNECTED} the handlers have heard
   *     {@code onOpen}; usually on an I/O worker, where it must not block
   * @return calls the attempt off
   */
  public ConnectAttempt connectPacket(
      InetSocketAddress remote,
      Duration timeout,
      PacketConfigurer handlers,
      Consumer<ConnectOutcome> ended) {
    return connectPacket(remote, null, timeout, handlers, ended);
  }

  /**
   * Connects to a server of packets through TLS: see {@link #connectPacket(InetSocketAddress,
   * Duration, PacketConfigurer, Consumer)}.
   *
   * @param peer whom to expect there; anybody, and without TLS, if null
   * @return calls the attempt off
   */
  public ConnectAttempt connectPacket(
      InetSocketAddress remote,
      @Nullable TlsPeer peer,
      Duration timeout,
      PacketConfigurer handlers,
      Consumer<ConnectOutcome> ended) {
    return connections.connect(
        remote, options.sockets(), timeout, tls.client(peer), packets.newClient(handlers), ended);
  }

  /** Whether it listens now. */
  public synchronized boolean isListening() {
    return listening;
  }

  /** The address it listens on, or did last, with the real port; the configured one before that. */
  public InetSocketAddress address() {
    return listeners.address();
  }

  /** The address it listens on for packets, with the real port; empty while it does not. */
  public Optional<InetSocketAddress> packetAddress() {
    return listeners.packetAddress();
  }

  /** Where this listener listens, with the real port; empty while it does not. */
  public Optional<InetSocketAddress> socketAddress(SocketListener listener) {
    return listeners.socketAddress(listener);
  }

  /** Where this listener takes datagrams, with the real port; empty while it does not. */
  public Optional<InetSocketAddress> datagramAddress(DatagramListener listener) {
    return listeners.datagramAddress(listener);
  }

  /** The options it was started with. */
  public IocpTransportOptions options() {
    return options;
  }

  /** Where buffers for messages come from. */
  public BufferPool buffers() {
    return pool;
  }

  /** Where heavy work goes; what belongs to a connection is cancelled when it closes. */
  public JobQueue jobs() {
    return work.jobs();
  }

  /**
   * Where handlers run that may block, in order for each session by {@link JobQueue#serial}: apart
   * from {@link #jobs()}, on threads that start when they are first asked for.
   */
  public JobQueue handlerJobs() {
    return work.handlers();
  }

  /** All settings, and changing them while it runs. */
  public Settings settings() {
    return settings;
  }

  /** The clients, what they are doing, and which ones are accepted. */
  public Clients clients() {
    return clients;
  }

  /** Disconnecting all clients in order. */
  public Draining draining() {
    return draining;
  }

  /** What it is doing and has done. */
  public TransportFigures figures() {
    return figures;
  }

  /**
   * Has TLS use other keys and certificates for new connections; those that exist stay.
   *
   * @throws IllegalStateException when the transport was started without TLS
   */
  public void reloadTls(SSLContext context) {
    tls.reload(context);
  }

  /**
   * Stops until {@link #listen} begins again: as {@link #stop}, but workers, buffers and the port
   * stay. Answers whether all sessions and jobs ended; does nothing when it does not listen.
   */
  public synchronized boolean suspend(Duration grace) {
    if (!listening) {
      return true;
    }
    boolean ended = end(connections::suspend, grace);
    listeners.closed();
    return ended;
  }

  /**
   * Stops: no new connections, sessions end with 1001, what has not ended within the grace time is
   * reset, jobs are done in what is left of that time (at least the close timeout) or dropped,
   * workers exit, the port is closed. Once; further calls do nothing. Must not be called by a
   * handler or a job. An interrupted caller waits no longer, and stays interrupted.
   *
   * @return whether all operations completed; otherwise memory that the kernel or a worker may
   *     still touch has been parked, and the log says so
   */
  public synchronized boolean stop(Duration grace) {
    if (stopped) {
      return true;
    }
    stopped = true;
    boolean ended = end(connections::stop, grace);
    if (connections.hasRunningWorkers()) {
      logger.error("A worker is stuck in a handler: the port stays open until the process exits");
      return false;
    }
    webSockets.close();
    packets.close();
    tls.close();
    int inFlight = port.shutDown();
    if (inFlight > 0) {
      logger.warn(
          "Stopped with {} operations in flight: their memory is kept until the process exits",
          inFlight);
    }
    return ended && inFlight == 0;
  }

  /** Ends what has to do with clients, and jobs; answers whether all has ended. */
  private boolean end(Stoppable sessions, Duration grace) {
    listening = false;
    long began = clock.nanoTime();
    Duration shortest = options.connections().closeTimeout();
    boolean ended = Stoppable.end(datagrams::stop, shortest);
    ended &= Stoppable.end(sessions, grace);
    Duration left = grace.minusNanos(clock.nanoTime() - began);
    return work.stop(left.compareTo(shortest) > 0 ? left : shortest) && ended;
  }

  /** Stops with a grace time of ten seconds. */
  @Override
  public void close() {
    stop(Duration.ofSeconds(10));
  }

  private static int workers(IocpTransportOptions options) {
    return options.workers() == 0 ? Runtime.getRuntime().availableProcessors() : options.workers();
  }
}
