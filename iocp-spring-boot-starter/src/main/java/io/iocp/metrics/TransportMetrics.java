package io.iocp.metrics;

import io.iocp.IocpTransport;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.OperationKind;
import io.iocp.completion.PortStatistics;
import io.iocp.connection.AccessRefusal;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.connection.DrainState;
import io.iocp.histogram.HistogramSnapshot;
import io.iocp.job.JobCounter;
import io.iocp.packet.PacketCounter;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.tls.TlsAlert;
import io.iocp.tls.TlsCounter;
import io.iocp.tls.TlsFailure;
import io.iocp.tls.TlsStatistics;
import io.iocp.websocket.WebSocketCounter;
import io.iocp.websocket.protocol.Violation;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Binds a transport's figures as meters {@code iocp.*}. No label has clients for values. */
public final class TransportMetrics implements MeterBinder {

  // 10 µs … 10 s, three for each power of ten.
  private static final Duration[] TIME_BOUNDS =
      LongStream.of(
              10_000,
              20_000,
              50_000,
              100_000,
              200_000,
              500_000,
              1_000_000,
              2_000_000,
              5_000_000,
              10_000_000,
              20_000_000,
              50_000_000,
              100_000_000,
              200_000_000,
              500_000_000,
              1_000_000_000,
              2_000_000_000,
              5_000_000_000L,
              10_000_000_000L)
          .mapToObj(Duration::ofNanos)
          .toArray(Duration[]::new);

  private static final double[] BATCH_BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

  private final IocpTransport transport;

  public TransportMetrics(IocpTransport transport) {
    this.transport = transport;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bindConnections(registry);
    bindSendQueues(registry);
    bindAccess(registry);
    bindPort(registry);
    bindBuffers(registry);
    bindWebSocket(registry);
    bindPackets(registry);
    bindJobs(registry);
    bindDistributions(registry);
    if (transport.options().tls() != null) {
      bindTls(registry);
    }
  }

  private void bindTls(MeterRegistry registry) {
    for (TlsCounter event : TlsCounter.values()) {
      tls(registry, dotted(event), event.meaning(), Tags.empty(), s -> s.counters().get(event));
    }
    for (TlsFailure failure : TlsFailure.values()) {
      tls(
          registry,
          "failures",
          "Connections given up by TLS, by cause",
          Tags.of("cause", dashed(failure)),
          s -> s.failures().get(failure));
    }
    for (TlsAlert alert : TlsAlert.values()) {
      Tags name = Tags.of("alert", dashed(alert));
      tls(
          registry,
          "alerts.sent",
          "Times we gave up, by alert",
          name,
          s -> s.alertsSent().get(alert));
      tls(
          registry,
          "alerts.received",
          "Times peers gave up, by alert",
          name,
          s -> s.alertsReceived().get(alert));
    }
    gauge(
        registry,
        "iocp.tls.handshakes.waiting",
        "Steps of handshakes that wait for a thread",
        Tags.empty(),
        t -> t.tlsStatistics().map(s -> s.handshakes().queued()).orElse(0));
  }

  private void tls(
      MeterRegistry registry,
      String name,
      String description,
      Tags tags,
      ToDoubleFunction<TlsStatistics> figure) {
    counter(
        registry,
        "iocp.tls." + name,
        description,
        tags,
        t -> t.tlsStatistics().map(figure::applyAsDouble).orElse(0.0));
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

  private void bindSendQueues(MeterRegistry registry) {
    gauge(
        registry,
        "iocp.send.queued.bytes",
        "Bytes that wait to be sent to all clients",
        Tags.empty(),
        t -> t.sendQueues().queuedBytes());
    gauge(
        registry,
        "iocp.send.queued.largest.bytes",
        "Bytes that wait in the fullest queue",
        Tags.empty(),
        t -> t.sendQueues().largestBytes());
    gauge(
        registry,
        "iocp.send.backlogged",
        "Clients whose queue is at its bound",
        Tags.empty(),
        t -> t.sendQueues().backlogged());
  }

  private void bindAccess(MeterRegistry registry) {
    gauge(
        registry,
        "iocp.contexts.used",
        "Contexts of connections, until nothing of them is in flight",
        Tags.empty(),
        IocpTransport::clientCount);
    gauge(
        registry,
        "iocp.contexts.peak",
        "Most contexts of connections at once",
        Tags.empty(),
        t -> t.contexts().peak());
    gauge(
        registry,
        "iocp.contexts.closing",
        "Contexts of connections that are over and whose last operation is not home",
        Tags.empty(),
        t -> t.contexts().closing());
    gauge(
        registry,
        "iocp.contexts.free",
        "Contexts kept for connections to come",
        Tags.empty(),
        t -> t.contexts().free());
    counter(
        registry,
        "iocp.contexts.made",
        "Contexts made, since there was none free",
        Tags.empty(),
        t -> t.contexts().made());
    gauge(
        registry,
        "iocp.draining",
        "Whether clients are let go: 0 or 1",
        Tags.empty(),
        t -> t.drainSnapshot().state() == DrainState.SERVING ? 0 : 1);
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
    gauge(
        registry,
        "iocp.websocket.compressing",
        "Sessions now that compress their messages",
        Tags.empty(),
        IocpTransport::compressingSessions);
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

  /**
   * Distributions. Their values are handed over whenever the registry reads the first gauge: at
   * each scrape, or each step of a registry that sends.
   */
  private void bindDistributions(MeterRegistry registry) {
    List<HistogramTransfer> transfers =
        List.of(
            times(
                registry,
                "iocp.port.handler.delay",
                "Time from a completion's dequeue to its handler, of one receive in 16",
                transport::handlerDelayNanos),
            batches(registry),
            times(
                registry,
                "iocp.jobs.wait",
                "How long jobs waited before they began",
                () -> transport.jobs().snapshot().waitNanos()),
            times(
                registry,
                "iocp.jobs.run",
                "How long jobs ran",
                () -> transport.jobs().snapshot().runNanos()));
    TimeGauge.builder(
            "iocp.workers.silence",
            transport,
            TimeUnit.NANOSECONDS,
            t -> {
              transfers.forEach(HistogramTransfer::run);
              return t.snapshot().workers().stream()
                  .mapToLong(WorkerState::silentNanos)
                  .max()
                  .orElse(0);
            })
        .description("Longest time since an I/O worker has come back from the port")
        .register(registry);
  }

  private static HistogramTransfer times(
      MeterRegistry registry, String name, String description, Supplier<HistogramSnapshot> nanos) {
    Timer timer =
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(TIME_BOUNDS)
            .register(registry);
    return new HistogramTransfer(nanos, value -> timer.record(value, TimeUnit.NANOSECONDS));
  }

  private HistogramTransfer batches(MeterRegistry registry) {
    DistributionSummary summary =
        DistributionSummary.builder("iocp.port.batch.size")
            .description("Completions and packets that a worker found at once")
            .serviceLevelObjectives(BATCH_BOUNDS)
            .register(registry);
    return new HistogramTransfer(transport::batchSizes, summary::record);
  }

  private static String dotted(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
