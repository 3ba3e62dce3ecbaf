package io.iocp;

import io.iocp.EngineSelector.SelectedEngine;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.PoolStatistics;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.ContextStatistics;
import io.iocp.connection.SendQueueFigures;
import io.iocp.connection.Traffic;
import io.iocp.datagram.DatagramCounter;
import io.iocp.datagram.DatagramServer;
import io.iocp.http.gateway.Gateway;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.packet.PacketCounter;
import io.iocp.packet.PacketServer;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.tls.TlsStatistics;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.protocol.Violation;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What a transport is doing and has done. Each figure is right by itself. Any thread. */
public final class TransportFigures {

  private final SelectedEngine engine;
  private final CompletionPort port;
  private final BufferPool pool;
  private final TransportWork work;
  private final ConnectionServer connections;
  private final WebSocketServer webSockets;
  private final PacketServer packets;
  private final DatagramServer datagrams;
  private final TransportTls tls;
  private final Gateway gateway;
  private final Supplier<InetSocketAddress> address;

  TransportFigures(
      SelectedEngine engine,
      CompletionPort port,
      BufferPool pool,
      TransportWork work,
      ConnectionServer connections,
      WebSocketServer webSockets,
      PacketServer packets,
      DatagramServer datagrams,
      TransportTls tls,
      Gateway gateway,
      Supplier<InetSocketAddress> address) {
    this.engine = engine;
    this.port = port;
    this.pool = pool;
    this.work = work;
    this.connections = connections;
    this.webSockets = webSockets;
    this.packets = packets;
    this.datagrams = datagrams;
    this.tls = tls;
    this.gateway = gateway;
    this.address = address;
  }

  /** Name of the engine. */
  public String engine() {
    return engine.provider().name();
  }

  /** Why this engine runs and not another, in one sentence. */
  public String engineReason() {
    return engine.reason();
  }

  /** Number of I/O workers. */
  public int workerCount() {
    return connections.workerCount();
  }

  /**
   * Measures how long it takes until each worker runs what is posted to it.
   *
   * @param delayNanos takes one measurement of each worker, on the worker; must not block
   */
  public void measureWorkers(LongConsumer delayNanos) {
    connections.measureWorkers(delayNanos);
  }

  /** How many completions and packets the workers found at once. */
  public HistogramSnapshot batchSizes() {
    return connections.batchSizes();
  }

  /**
   * How long completions waited for those before them in their batch: times from the dequeue to the
   * handler, of one receive in 16.
   */
  public HistogramSnapshot handlerDelayNanos() {
    return connections.handlerDelayNanos();
  }

  /** What the completion port has in flight and has done. */
  public PortStatistics port() {
    return port.statistics();
  }

  /** The state of the buffer pool. */
  public PoolStatistics buffers() {
    return pool.statistics();
  }

  /** The contexts of connections now. Looks at each connection. */
  public ContextStatistics contexts() {
    return connections.contexts();
  }

  /** What all clients together have sent and been sent so far. */
  public Traffic traffic() {
    return connections.traffic();
  }

  /** What waits to be sent to all clients. */
  public SendQueueFigures sendQueues() {
    return connections.sendQueues();
  }

  /** What passes requests on to the web server, and its figures; idle where there is none. */
  public Gateway gateway() {
    return gateway;
  }

  /** What TLS has done, if it is used. */
  public Optional<TlsStatistics> tls() {
    return tls.statistics();
  }

  /** WebSocket sessions now that compress their messages. */
  public int compressingSessions() {
    return webSockets.compressingSessions();
  }

  /** How often this has happened to a connection. */
  public long count(ConnectionCounter counter) {
    return connections.counters().count(counter);
  }

  /** How often a connection ended for this cause. */
  public long count(CloseCause cause) {
    return connections.closeCauses().getOrDefault(cause, 0L);
  }

  /** How often this has happened to a WebSocket session. */
  public long count(WebSocketCounter counter) {
    return webSockets.counters().count(counter);
  }

  /** How often this rule of the WebSocket protocol was broken. */
  public long count(Violation violation) {
    return webSockets.violations().getOrDefault(violation, 0L);
  }

  /** How often this has happened to a packet session. */
  public long count(PacketCounter counter) {
    return packets.counters().count(counter);
  }

  /** How often this rule of the packet protocol was broken. */
  public long count(PacketViolation violation) {
    return packets.violations().getOrDefault(violation, 0L);
  }

  /** How often this has happened to a datagram. */
  public long count(DatagramCounter counter) {
    return datagrams.counters().count(counter);
  }

  /** All figures of this moment. */
  public TransportSnapshot snapshot() {
    InetSocketAddress listening = address.get();
    return new TransportSnapshot(
        engine(),
        engineReason(),
        listening.getHostString() + ":" + listening.getPort(),
        connections.workers(),
        port(),
        buffers(),
        work.jobs().snapshot(),
        connections.connectionCount(),
        connections.accessPolicy().snapshot(),
        connections.counters().asMap(),
        connections.closeCauses(),
        webSockets.counters().asMap(),
        webSockets.violations());
  }

  /** Handlers that may block, and their handshakes; empty as long as there are none. */
  public Optional<JobQueueSnapshot> handlerJobs() {
    return work.handlerFigures();
  }
}
