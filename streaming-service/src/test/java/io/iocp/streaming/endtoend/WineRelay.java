package io.iocp.streaming.endtoend;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.streaming.ingest.PublishHandler;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.playback.WatchHandler;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.testsupport.WineProgram;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The service's transport and handlers without Spring Boot, for which the JRE that runs under Wine
 * has too few modules.
 */
public final class WineRelay {

  private WineRelay() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, NanoClock.system());
    IocpTransport transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build(),
            List.of(
                registry -> {
                  registry.addHandler(
                      new PublishHandler(
            new Publishing(
                streams,
                MediaLimits.DEFAULTS,
                new CollectingMemory(64 << 20),
                NanoClock.system())),
                      "/publish/{stream}");
                  registry.addHandler(new WatchHandler(streams), "/watch/{stream}");
                }));
    WineProgram.answer(
        question ->
            switch (question) {
              case "engine" -> transport.figures().engine();
              case "port" -> Integer.toString(transport.address().getPort());
              case "streams" -> Integer.toString(streams.size());
              default ->
                  "pending="
                      + transport.figures().port().pendingTotal()
                      + " buffers="
                      + transport.figures().buffers().used();
            });
    transport.stop(Duration.ZERO);
    System.exit(0);
  }
}
