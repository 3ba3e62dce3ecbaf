package io.iocp.metrics;

import io.iocp.IocpTransport;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.AccessRefusal;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.histogram.HistogramSnapshot;
import io.iocp.job.JobCounter;
import io.iocp.packet.PacketCounter;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.protocol.Violation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Binds a transport's figures as meters {@code iocp.*}. No label has clients for values. */
public final class TransportMetrics implements MeterBinder {

  private final IocpTransport transport;

  public TransportMetrics(IocpTransport transport) {
    this.transport = transport;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bindConnections(registry);
    bindAccess(registry);
    bindPort(registry);
    bindBuffers(registry);
    bindWebSocket(registry);
    bindPackets(registry);
    bindJobs(registry);
  }

  private void bindConnections(MeterRegistry registry) {
    gauge(
        registry, "iocp.connections", "Connections now", Tags.empty(), IocpTransport::clientCount);
    gauge(registry, "iocp.workers", "I/O workers", Tags.empty(), IocpTransport::workerCount);
    counter(
        registry,
        "iocp.received.bytes",
        "Bytes received from all clients",
        Tags.empty(),
        t -> t.traffic().receivedBytes());
    counter(
        registry,
        "iocp.sent.bytes",
        "Bytes sent to all clients",
        Tags.empty(),
        t -> t.traffic().sentBytes());
    for (ConnectionCounter counter : ConnectionCounter.values()) {
      counter(
          registry,
          "iocp.connections." + dotted(counter),
          counter.meaning(),
          Tags.empty(),
          t -> t.count(counter));
    }
    for (CloseCause cause : CloseCause.values()) {
      counter(
          registry,
          "iocp.connections.closed",
          "Connections ended, by cause",
          Tags.of("cause", dashed(cause)),
          t -> t.count(cause));
    }
  }

  private void bindAccess(MeterRegistry registry) {
    for (AccessRefusal refusal : AccessRefusal.values()) {
      counter(
          registry,
          "iocp.access.refused",
          "Connections not let in, by cause",
          Tags.of("cause", dashed(refusal)),
          t -> t.accessPolicy().count(refusal));
    }
    gauge(
        registry,
        "iocp.access.bans",
        "Bans of addresses and networks",
        Tags.empty(),
        t -> t.accessPolicy().snapshot().bans());
    gauge(
        registry,
        "iocp.access.addresses",
        "Addresses whose connections and rate are remembered",
        Tags.empty(),
        t -> t.accessPolicy().snapshot().trackedAddresses());
  }

  private void bindPort(MeterRegistry registry) {
    for (OperationKind kind : OperationKind.values()) {
      gauge(
          registry,
          "iocp.pending",
          "Operations in flight, by kind",
          Tags.of("operation", dashed(kind)),
          t -> t.portStatistics().pending().getOrDefault(kind, 0));
    }
    port(registry, "batches", "Times a worker came back from the kernel", PortStatistics::batches);
    port(registry, "completions", "Completions dispatched", PortStatistics::completions);
    port(registry, "packets", "Posted packets run", PortStatistics::packets);
    port(
        registry,
        "system.calls",
        "Calls into the kernel for submitting and waiting",
        PortStatistics::systemCalls);
    port(registry, "wakeups", "Sleeping workers woken for a packet", PortStatistics::wakeups);
    port(
        registry,
        "sends.short",
        "Sends of which the kernel took only a part",
        PortStatistics::shortSends);
    port(
        registry,
        "starvations",
        "Times data was waiting and the pool had no buffer",
        PortStatistics::starvations);
    port(
        registry,
        "overflows",
        "Completions the kernel kept aside because its queue was full",
        PortStatistics::overflows);
  }

  private void bindBuffers(MeterRegistry registry) {
    List<SizeClassStatistics> classes = transport.bufferStatistics().sizeClasses();
    for (int i = 0; i < classes.size(); i++) {
      int index = i;
      Tags size = Tags.of("slot.bytes", Integer.toString(classes.get(i).slotBytes()));
      gauge(
          registry,
          "iocp.buffers.free",
          "Buffers ready to be taken",
          size,
          t -> t.bufferStatistics().sizeClasses().get(index).free());
      gauge(
          registry,
          "iocp.buffers.used",
          "Buffers in use",
          size,
          t -> t.bufferStatistics().sizeClasses().get(index).used());
      gauge(
          registry,
          "iocp.buffers.peak",
          "Most buffers in use at once",
          size,
          t -> t.bufferStatistics().sizeClasses().get(index).peak());
    }
    gauge(
        registry,
        "iocp.buffers.allocated.bytes",
        "Native memory taken for buffers",
        Tags.empty(),
        t -> t.bufferStatistics().allocatedBytes());
    gauge(
        registry,
        "iocp.buffers.maximum.bytes",
        "Bound of native memory for buffers",
        Tags.empty(),
        t -> t.bufferStatistics().maximumBytes());
    counter(
        registry,
        "iocp.buffers.refusals",
        "Requests for a buffer refused because the pool was at its bound",
        Tags.empty(),
        t -> t.bufferStatistics().refusals());
  }

  private void bindWebSocket(MeterRegistry registry) {
    for (WebSocketCounter counter : WebSocketCounter.values()) {
      counter(
          registry,
          "iocp.websocket." + dotted(counter),
          counter.meaning(),
          Tags.empty(),
          t -> t.count(counter));
    }
    for (Violation violation : Violation.values()) {
      counter(
          registry,
          "iocp.websocket.violations",
          "Broken rules of the WebSocket protocol, by rule",
          Tags.of("rule", dashed(violation)),
          t -> t.count(violation));
    }
  }

  private void bindPackets(MeterRegistry registry) {
    for (PacketCounter counter : PacketCounter.values()) {
      counter(
          registry,
          "iocp.packet." + dotted(counter),
          counter.meaning(),
          Tags.empty(),
          t -> t.count(counter));
    }
    for (PacketViolation violation : PacketViolation.values()) {
      counter(
          registry,
          "iocp.packet.violations",
          "Broken rules of the packet protocol, by rule",
          Tags.of("rule", dashed(violation)),
          t -> t.count(violation));
    }
  }

  private void bindJobs(MeterRegistry registry) {
    gauge(
        registry,
        "iocp.jobs.workers",
        "Threads that run jobs",
        Tags.empty(),
        t -> t.jobs().workers());
    gauge(
        registry,
        "iocp.jobs.running",
        "Jobs that run now",
        Tags.empty(),
        t -> t.jobs().snapshot().running());
    gauge(
        registry,
        "iocp.jobs.queued",
        "Jobs that wait",
        Tags.empty(),
        t -> t.jobs().snapshot().queued());
    gauge(
        registry,
        "iocp.jobs.capacity",
        "Jobs that may wait, those in order for a connection not counted",
        Tags.empty(),
        t -> t.jobs().snapshot().capacity());
    for (JobCounter counter : JobCounter.values()) {
      counter(
          registry,
          "iocp.jobs." + dotted(counter),
          counter.meaning(),
          Tags.empty(),
          t -> t.jobs().count(counter));
    }
    timer(
        registry,
        "iocp.jobs.wait",
        "How long jobs waited before they began",
        t -> t.jobs().snapshot().waitNanos());
    timer(registry, "iocp.jobs.run", "How long jobs ran", t -> t.jobs().snapshot().runNanos());
  }

  private void port(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<PortStatistics> figure) {
    counter(
        registry,
        "iocp.port." + name,
        description,
        Tags.empty(),
        t -> figure.applyAsDouble(t.portStatistics()));
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<IocpTransport> figure) {
    Gauge.builder(name, transport, figure).description(description).tags(tags).register(registry);
  }

  private void counter(
      MeterRegistry registry,
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<IocpTransport> figure) {
    FunctionCounter.builder(name, transport, figure)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void timer(
      MeterRegistry registry,
      String name,
      String description,
      Function<IocpTransport, HistogramSnapshot> nanos) {
    FunctionTimer.builder(
            name,
            transport,
            t -> nanos.apply(t).count(),
            t -> nanos.apply(t).total(),
            TimeUnit.NANOSECONDS)
        .description(description)
        .register(registry);
  }

  private static String dotted(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
