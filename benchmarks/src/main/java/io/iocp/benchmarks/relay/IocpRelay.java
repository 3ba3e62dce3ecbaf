package io.iocp.benchmarks.relay;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.connection.ConnectionOptions;
import io.iocp.streaming.playback.Audience;
import io.iocp.streaming.playback.WatchHandler;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A relay on the starter, with the streaming service's own fan-out: only the container is missing,
 * every message is a chunk that a viewer can start with.
 */
final class IocpRelay {

  /** As with the peers. */
  private static final long MAXIMUM_LAG_BYTES = 2 << 20;

  private static final StreamId STREAM = new StreamId("bench");

  private static final int MAXIMUM_CONNECTIONS = 100_000;

  private IocpRelay() {}

  /**
   * Starts the relay.
   *
   * @param args the port, the engine, and the workers
   */
  public static void main(String[] args) throws IOException {
    IocpTransportOptions options =
        IocpTransportOptions.builder()
            .address(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
            .engine(args[1])
            .workers(Integer.parseInt(args[2]))
            .connections(
                ConnectionOptions.builder()
                    .maximumConnections(MAXIMUM_CONNECTIONS)
                    .sendQueueBytes(MAXIMUM_LAG_BYTES)
                    .build())
            .build();
    RelayOptions relay =
        new RelayOptions(
            new CacheLimits(0, 0),
            new LagPolicy(MAXIMUM_LAG_BYTES, LagPolicy.LONGEST_DELAY, Duration.ofMinutes(10)),
            PublisherPolicy.DEFAULTS,
            1,
            0);
    StreamRegistry streams = new StreamRegistry(relay, NanoClock.system());
    AtomicReference<Feed> feed = new AtomicReference<>();
    OpaqueIngest publish = new OpaqueIngest(feed::get);
    WatchHandler watch = new WatchHandler(new Audience(streams));
    IocpTransport transport =
        IocpTransport.start(
            options,
            List.of(
                registry -> {
                  registry.addHandler(publish, "/publish/{stream}");
                  registry.addHandler(watch, "/watch/{stream}");
                }));
    // Viewers come before the publisher; here the stream is always there.
    feed.set(((Started) streams.publish(STREAM, 0, transport.buffers())).feed());
    Future<?> unused =
        Executors.newSingleThreadScheduledExecutor()
            .scheduleAtFixedRate(() -> streams.tick(System.currentTimeMillis()), 1, 1, SECONDS);
    RelayConsole.serve(transport.address().getPort());
  }
}
