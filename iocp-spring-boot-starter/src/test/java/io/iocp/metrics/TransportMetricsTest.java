package io.iocp.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.completion.OperationKind;
import io.iocp.connection.CloseCause;
import io.iocp.job.Job;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.Violation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TransportMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private IocpTransport transport;

  @BeforeEach
  void start() throws IOException {
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .build(),
            List.of());
    new TransportMetrics(transport).bindTo(registry);
  }

  @AfterEach
  void stop() {
    transport.close();
  }

  @Test
  void everyMeterIsOursAndDescribed() {
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        // What this registry makes of a distribution by itself.
        .filteredOn(id -> !id.getName().endsWith(".histogram"))
        .allSatisfy(
            id -> {
              assertThat(id.getName()).startsWith("iocp.").matches("[a-z.]+");
              assertThat(id.getDescription()).isNotBlank();
            });
  }

  @Test
  void noTagHasClientsForValues() throws IOException {
    int before = registry.getMeters().size();
    try (Socket client =
        new Socket(transport.address().getAddress(), transport.address().getPort())) {
      Patience.await().until(() -> transport.clients().count() == 1);
      assertThat(client.isConnected()).isTrue();
    }
    assertThat(registry.getMeters()).hasSize(before);
    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getKey)
        .containsOnly("cause", "le", "operation", "slot.bytes", "rule");
  }

  @Test
  void metersFollowTheTransport() throws IOException {
    assertThat(registry.get("iocp.workers").gauge().value()).isEqualTo(1);
    assertThat(registry.get("iocp.connections").gauge().value()).isZero();
    Patience.await()
        .until(() -> registry.get("iocp.pending").tag("operation", "accept").gauge().value() == 1);
    try (Socket client =
        new Socket(transport.address().getAddress(), transport.address().getPort())) {
      Patience.await().until(() -> registry.get("iocp.connections").gauge().value() == 1);
      client.getOutputStream().write("GET\r\n\r\n".getBytes(US_ASCII));
      Patience.await()
          .until(
              () ->
                  registry.get("iocp.websocket.handshakes.refused").functionCounter().count() == 1);
    }
    assertThat(registry.get("iocp.connections.accepted").functionCounter().count()).isEqualTo(1);
    Patience.await()
        .until(
            () ->
                registry
                        .get("iocp.connections.closed")
                        .tag("cause", "closed-by-us")
                        .functionCounter()
                        .count()
                    == 1);
    assertThat(registry.get("iocp.port.completions").functionCounter().count()).isPositive();
    assertThat(registry.get("iocp.buffers.allocated.bytes").gauge().value()).isPositive();
  }

  @Test
  void jobsAreCountedAndTimed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    transport.jobs().submit(Job.of("quick", () -> {}).whenEnded(state -> ended.countDown()));
    ended.await();
    assertThat(registry.get("iocp.jobs.workers").gauge().value()).isEqualTo(4);
    assertThat(registry.get("iocp.jobs.queued").gauge().value()).isZero();
    assertThat(registry.get("iocp.jobs.completed").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("iocp.workers.silence").timeGauge().value()).isNotNegative();
    assertThat(registry.get("iocp.jobs.wait").timer().count()).isEqualTo(1);
    assertThat(registry.get("iocp.jobs.run").timer().count()).isEqualTo(1);
  }

  @Test
  void batchesAndDelaysAreHandedOverOnce() throws Exception {
    try (Socket client =
        new Socket(transport.address().getAddress(), transport.address().getPort())) {
      client.getOutputStream().write("GET\r\n\r\n".getBytes(US_ASCII));
      Patience.await().until(() -> transport.figures().handlerDelayNanos().count() == 1);
    }
    Patience.await().until(() -> transport.clients().count() == 0);
    for (int i = 0; i < 2; i++) {
      assertThat(registry.get("iocp.workers.silence").timeGauge().value()).isNotNegative();
      assertThat(registry.get("iocp.port.handler.delay").timer().count()).isEqualTo(1);
    }
    assertThat(registry.get("iocp.port.batch.size").summary().count()).isPositive();
    assertThat(registry.get("iocp.send.queued.bytes").gauge().value()).isZero();
    assertThat(registry.get("iocp.send.backlogged").gauge().value()).isZero();
  }

  @Test
  void everyKindHasItsMeter() {
    assertThat(registry.get("iocp.pending").gauges()).hasSize(OperationKind.values().length);
    assertThat(registry.get("iocp.connections.closed").functionCounters())
        .hasSize(CloseCause.values().length);
    assertThat(registry.get("iocp.websocket.violations").functionCounters())
        .hasSize(Violation.values().length);
    for (String name : List.of("free", "used", "peak")) {
      assertThat(registry.get("iocp.buffers." + name).gauges())
          .hasSize(transport.figures().buffers().sizeClasses().size());
    }
  }
}
