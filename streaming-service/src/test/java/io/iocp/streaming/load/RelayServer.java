package io.iocp.streaming.load;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.PoolStatistics;
import io.iocp.buffer.PoolStatistics.SizeClassStatistics;
import io.iocp.completion.OperationKind;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.ConnectionOptions;
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
import io.iocp.testsupport.Patience;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** The service's transport and handlers, with what must be the same before and after a load. */
final class RelayServer implements AutoCloseable {

  /** For tests in which everybody gets every byte, however busy the machine is. */
  static final RelayOptions EVERY_BYTE =
      new RelayOptions(
          RelayOptions.DEFAULTS.cache(),
          RelayOptions.DEFAULTS.lag().withMaxDelay(LagPolicy.LONGEST_DELAY),
          RelayOptions.DEFAULTS.publishers(),
          RelayOptions.DEFAULTS.maximumStreams(),
          RelayOptions.DEFAULTS.maximumWaiting());

  private final StreamRegistry streams;
  private final IocpTransport transport;
  private final Figures initial;

  /**
   * What a server holds.
   *
   * @param clients connections
   * @param streams live streams
   * @param viewers their viewers
   * @param pending operations in flight by kind
   * @param usedBuffers buffers in use by size class
   */
  record Figures(
      int clients,
      int streams,
      int viewers,
      Map<OperationKind, Integer> pending,
      List<Integer> usedBuffers) {}

  RelayServer(String engine, RelayOptions options, SocketOptions sockets) throws IOException {
    this(engine, options, sockets, ConnectionOptions.DEFAULTS);
  }

  RelayServer(
      String engine, RelayOptions options, SocketOptions sockets, ConnectionOptions connections)
      throws IOException {
    this(engine, options, sockets, connections, InetAddress.getLoopbackAddress());
  }

  RelayServer(
      String engine,
      RelayOptions options,
      SocketOptions sockets,
      ConnectionOptions connections,
      InetAddress address)
      throws IOException {
    streams = new StreamRegistry(options, NanoClock.system());
    PublishHandler publish =
        new PublishHandler(
            new Publishing(
                streams, MediaLimits.DEFAULTS, new CollectingMemory(64 << 20), NanoClock.system()));
    WatchHandler watch = new WatchHandler(new Audience(streams));
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(address, 0))
                .engine(engine)
                .sockets(sockets)
                .connections(connections)
                .build(),
            List.of(
                registry -> {
                  registry.addHandler(publish, "/publish/{stream}");
                  registry.addHandler(watch, "/watch/{stream}");
                }));
    // The listener starts to accept on its worker.
    await().until(() -> transport.figures().port().pendingTotal() == 1);
    initial = figures();
  }

  InetSocketAddress address() {
    return transport.address();
  }

  IocpTransport transport() {
    return transport;
  }

  StreamRegistry streams() {
    return streams;
  }

  long count(RelayCounter counter) {
    return streams.counters().count(counter);
  }

  /** What it holds now. */
  Figures figures() {
    PoolStatistics buffers = transport.figures().buffers();
    return new Figures(
        transport.clients().count(),
        streams.size(),
        streams.viewers(),
        transport.figures().port().pending(),
        buffers.sizeClasses().stream().map(SizeClassStatistics::used).toList());
  }

  /** Buffers in use beyond those that an idle server has. */
  long buffersInUse() {
    return sum(figures().usedBuffers()) - sum(initial.usedBuffers());
  }

  private static long sum(List<Integer> counts) {
    return counts.stream().mapToLong(Integer::longValue).sum();
  }

  /** Waits until the server holds what it held when it started. */
  void awaitInitialFigures() {
    await().untilAsserted(() -> assertThat(figures()).as("after the load").isEqualTo(initial));
  }

  @Override
  public void close() {
    assertThat(transport.stop(Patience.LIMIT)).as("everything completed").isTrue();
  }
}
