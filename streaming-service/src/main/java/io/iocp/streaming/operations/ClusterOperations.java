package io.iocp.streaming.operations;

import io.iocp.admin.cluster.ClusterDirectory;
import io.iocp.admin.cluster.ClusterView;
import io.iocp.admin.cluster.ClusterView.ClusterServer;
import io.iocp.admin.cluster.ClusterView.ClusterStream;
import io.iocp.streaming.cluster.Cluster;
import io.iocp.streaming.cluster.ClusterCounter;
import io.iocp.streaming.cluster.ServerRecord;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Comparator;

/** A cluster as the administration API sees it, and its figures as meters. */
public final class ClusterOperations implements ClusterDirectory, MeterBinder {

  private static final String PREFIX = "streaming.cluster.";

  private final Cluster cluster;

  /** Of this cluster. */
  public ClusterOperations(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public ClusterView cluster() {
    return new ClusterView(
        cluster.server(),
        cluster.isConnected(),
        cluster.leases(),
        cluster.servers().stream()
            .sorted(Comparator.comparing(ServerRecord::id))
            .map(ClusterOperations::view)
            .toList());
  }

  private static ClusterServer view(ServerRecord server) {
    return new ClusterServer(
        server.id(),
        server.address(),
        server.streams().stream()
            .sorted(Comparator.comparing(ServerRecord.Entry::name))
            .map(
                stream ->
                    new ClusterStream(
                        stream.name(),
                        stream.viewers(),
                        stream.format(),
                        stream.mimeType(),
                        stream.bytesPerSecond()))
            .toList());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PREFIX + "servers", cluster, all -> all.servers().size())
        .description("Servers of the cluster, as the registry said last")
        .register(registry);
    Gauge.builder(PREFIX + "connected", cluster, all -> all.isConnected() ? 1 : 0)
        .description("1 while the registry can be reached")
        .register(registry);
    Gauge.builder(PREFIX + "leases.held", cluster, Cluster::leases)
        .description("Names of streams that this server has")
        .register(registry);
    for (ClusterCounter counter : ClusterCounter.values()) {
      StreamingMetrics.bind(registry, PREFIX, cluster.counters(), counter, counter.meaning());
    }
  }
}
