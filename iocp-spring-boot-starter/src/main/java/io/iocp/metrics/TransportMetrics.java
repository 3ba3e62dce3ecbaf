package io.iocp.metrics;

import io.iocp.IocpTransport;
import io.iocp.access.AccessRefusal;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.DrainState;
import io.iocp.datagram.DatagramCounter;
import io.iocp.http.gateway.GatewayCounter;
import io.iocp.http.gateway.GatewayFailure;
import io.iocp.job.JobCounter;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.packet.PacketCounter;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.protocol.Violation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Binds a transport's figures as meters {@code iocp.*}. No label has clients for values. */
public final class TransportMetrics implements MeterBinder {

  private final IocpTransport transport;

  public TransportMetrics(IocpTransport transport) {
    this.transport = transport;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters<IocpTransport> meters = new Meters<>(registry, transport);
    bindConnections(meters);
    bindSendQueues(meters);
    bindAccess(meters);
    bindPort(meters);
    bindBuffers(meters);
    bindWebSocket(meters);
    bindGateway(meters);
    bindPackets(meters);
    bindDatagrams(meters);
    bindJobs(meters);
    bindHandlers(meters);
    new TransportDistributions(registry, transport).bind();
    if (transport.options().tls() != null) {
      new TlsMeters(meters).bind();
    }
  }

  private static void bindConnections(Meters<IocpTransport> meters) {
    meters.gauge("iocp.connections", "Current connections", t -> t.clients().count());
    meters.gauge("iocp.workers", "I/O workers", t -> t.figures().workerCount());
    meters.counter(
        "iocp.received.bytes",
        "Bytes received from all clients",
        t -> t.figures().traffic().receivedBytes());
    meters.counter(
        "iocp.sent.bytes", "Bytes sent to all clients", t -> t.figures().traffic().sentBytes());
    for (ConnectionCounter counter : ConnectionCounter.values()) {
      meters.counter(
          "iocp.connections." + Meters.dotted(counter),
          counter.meaning(),
          t -> t.figures().count(counter));
    }
    for (CloseCause cause : CloseCause.values()) {
      meters.counter(
          "iocp.connections.closed",
          "Closed connections, by cause",
          Tags.of("cause", Meters.dashed(cause)),
          t -> t.figures().count(cause));
    }
  }

  private static void bindSendQueues(Meters<IocpTransport> meters) {
    meters.gauge(
        "iocp.send.queued.bytes",
        "Bytes queued for all clients",
        t -> t.figures().sendQueues().queuedBytes());
    meters.gauge(
        "iocp.send.queued.largest.bytes",
        "Bytes in the largest send queue",
        t -> t.figures().sendQueues().largestBytes());
    meters.gauge(
        "iocp.send.backlogged",
        "Clients with a full send queue",
        t -> t.figures().sendQueues().backlogged());
  }

  private static void bindAccess(Meters<IocpTransport> meters) {
    meters.gauge("iocp.contexts.used", "Connection contexts in use", t -> t.clients().count());
    meters.gauge(
        "iocp.contexts.peak",
        "Maximum number of connection contexts in use at once",
        t -> t.figures().contexts().peak());
    meters.gauge(
        "iocp.contexts.closing",
        "Contexts of closed connections with operations in flight",
        t -> t.figures().contexts().closing());
    meters.gauge(
        "iocp.contexts.free", "Free contexts kept for reuse", t -> t.figures().contexts().free());
    meters.counter(
        "iocp.contexts.made",
        "Contexts created because none was free",
        t -> t.figures().contexts().made());
    meters.gauge(
        "iocp.draining",
        "Whether the server is draining: 0 or 1",
        t -> t.draining().snapshot().state() == DrainState.SERVING ? 0 : 1);
    for (AccessRefusal refusal : AccessRefusal.values()) {
      meters.counter(
          "iocp.access.refused",
          "Rejected connections, by cause",
          Tags.of("cause", Meters.dashed(refusal)),
          t -> t.clients().access().count(refusal));
    }
    meters.gauge(
        "iocp.access.bans",
        "Current bans of addresses and networks",
        t -> t.clients().access().snapshot().bans());
    meters.gauge(
        "iocp.access.addresses",
        "Addresses whose connections and rates are tracked",
        t -> t.clients().access().snapshot().trackedAddresses());
  }

  private static void bindPort(Meters<IocpTransport> meters) {
    for (OperationKind kind : OperationKind.values()) {
      meters.gauge(
          "iocp.pending",
          "Operations in flight, by kind",
          Tags.of("operation", Meters.dashed(kind)),
          t -> t.figures().port().pending().getOrDefault(kind, 0));
    }
    port(
        meters, "batches", "Batches of completions that workers dequeued", PortStatistics::batches);
    port(meters, "completions", "Completions dispatched", PortStatistics::completions);
    port(meters, "packets", "Posted packets executed", PortStatistics::packets);
    port(meters, "system.calls", "System calls to submit and to wait", PortStatistics::systemCalls);
    port(meters, "wakeups", "Sleeping workers woken for a packet", PortStatistics::wakeups);
    port(meters, "sends.short", "Partial sends", PortStatistics::shortSends);
    port(
        meters,
        "starvations",
        "Times received data waited because the buffer pool was exhausted",
        PortStatistics::starvations);
    port(
        meters, "overflows", "Completion queue overflows in the kernel", PortStatistics::overflows);
  }

  private static void bindBuffers(Meters<IocpTransport> meters) {
    List<SizeClassStatistics> classes = meters.source().figures().buffers().sizeClasses();
    for (int i = 0; i < classes.size(); i++) {
      int index = i;
      Tags size = Tags.of("slot.bytes", Integer.toString(classes.get(i).slotBytes()));
      meters.gauge(
          "iocp.buffers.free",
          "Free buffers",
          size,
          t -> t.figures().buffers().sizeClasses().get(index).free());
      meters.gauge(
          "iocp.buffers.used",
          "Buffers in use",
          size,
          t -> t.figures().buffers().sizeClasses().get(index).used());
      meters.gauge(
          "iocp.buffers.peak",
          "Maximum number of buffers in use at once",
          size,
          t -> t.figures().buffers().sizeClasses().get(index).peak());
    }
    meters.gauge(
        "iocp.buffers.allocated.bytes",
        "Native memory allocated for buffers",
        t -> t.figures().buffers().allocatedBytes());
    meters.gauge(
        "iocp.buffers.maximum.bytes",
        "Maximum native memory for buffers",
        t -> t.figures().buffers().maximumBytes());
    meters.counter(
        "iocp.buffers.refusals",
        "Buffer requests rejected because the pool was exhausted",
        t -> t.figures().buffers().refusals());
  }

  private static void bindWebSocket(Meters<IocpTransport> meters) {
    meters.gauge(
        "iocp.websocket.compressing",
        "Current sessions with compression",
        t -> t.figures().compressingSessions());
    for (WebSocketCounter counter : WebSocketCounter.values()) {
      meters.counter(
          "iocp.websocket." + Meters.dotted(counter),
          counter.meaning(),
          t -> t.figures().count(counter));
    }
    for (Violation violation : Violation.values()) {
      meters.counter(
          "iocp.websocket.violations",
          "Violations of the WebSocket protocol, by rule",
          Tags.of("rule", Meters.dashed(violation)),
          t -> t.figures().count(violation));
    }
  }

  private static void bindGateway(Meters<IocpTransport> meters) {
    meters.gauge(
        "iocp.gateway.connections",
        "Current connections to the web server, idle ones too",
        t -> t.figures().gateway().connections());
    meters.gauge(
        "iocp.gateway.idle",
        "Current connections to the web server that wait for a request",
        t -> t.figures().gateway().idleConnections());
    for (GatewayCounter counter : GatewayCounter.values()) {
      meters.counter(
          "iocp.gateway." + Meters.dotted(counter),
          counter.meaning(),
          t -> t.figures().gateway().count(counter));
    }
    for (GatewayFailure failure : GatewayFailure.values()) {
      meters.counter(
          "iocp.gateway.failures",
          "Requests passed through that failed, by cause",
          Tags.of("cause", Meters.dashed(failure)),
          t -> t.figures().gateway().failures().getOrDefault(failure, 0L));
    }
  }

  private static void bindPackets(Meters<IocpTransport> meters) {
    for (PacketCounter counter : PacketCounter.values()) {
      meters.counter(
          "iocp.packet." + Meters.dotted(counter),
          counter.meaning(),
          t -> t.figures().count(counter));
    }
    for (PacketViolation violation : PacketViolation.values()) {
      meters.counter(
          "iocp.packet.violations",
          "Violations of the packet protocol, by rule",
          Tags.of("rule", Meters.dashed(violation)),
          t -> t.figures().count(violation));
    }
  }

  private static void bindDatagrams(Meters<IocpTransport> meters) {
    for (DatagramCounter counter : DatagramCounter.values()) {
      meters.counter(
          "iocp.datagrams." + Meters.dotted(counter),
          counter.meaning(),
          t -> t.figures().count(counter));
    }
  }

  private static void bindJobs(Meters<IocpTransport> meters) {
    meters.gauge("iocp.jobs.workers", "Threads that run jobs", t -> t.jobs().workers());
    meters.gauge("iocp.jobs.running", "Running jobs", t -> t.jobs().snapshot().running());
    meters.gauge("iocp.jobs.queued", "Queued jobs", t -> t.jobs().snapshot().queued());
    meters.gauge(
        "iocp.jobs.capacity",
        "Maximum number of queued jobs, not counting serial jobs of connections",
        t -> t.jobs().snapshot().capacity());
    for (JobCounter counter : JobCounter.values()) {
      meters.counter(
          "iocp.jobs." + Meters.dotted(counter), counter.meaning(), t -> t.jobs().count(counter));
    }
  }

  private static void bindHandlers(Meters<IocpTransport> meters) {
    handlers(meters, "threads", "Threads of handlers that may block", JobQueueSnapshot::workers);
    handlers(meters, "running", "Handlers that run and may block", JobQueueSnapshot::running);
    handlers(
        meters,
        "queued",
        "Messages and handshakes that wait for a thread of handlers that may block",
        JobQueueSnapshot::queued);
    meters.counter(
        "iocp.handlers.completed",
        "Messages and handshakes handled by handlers that may block",
        t -> handled(t, JobCounter.COMPLETED));
    meters.counter(
        "iocp.handlers.failed",
        "Handlers that may block and failed",
        t -> handled(t, JobCounter.FAILED));
    meters.counter(
        "iocp.handlers.refused",
        "Messages and handshakes refused because too many waited for handlers that may block",
        t -> handled(t, JobCounter.REFUSED_FULL));
  }

  private static void handlers(
      Meters<IocpTransport> meters,
      String name,
      String description,
      ToDoubleFunction<JobQueueSnapshot> figure) {
    meters.gauge(
        "iocp.handlers." + name,
        description,
        t -> t.figures().handlerJobs().map(figure::applyAsDouble).orElse(0.0));
  }

  private static double handled(IocpTransport transport, JobCounter counter) {
    return transport
        .figures()
        .handlerJobs()
        .map(snapshot -> snapshot.counters().getOrDefault(counter, 0L))
        .orElse(0L);
  }

  private static void port(
      Meters<IocpTransport> meters,
      String name,
      String description,
      ToDoubleFunction<PortStatistics> figure) {
    meters.counter("iocp.port." + name, description, t -> figure.applyAsDouble(t.figures().port()));
  }
}
