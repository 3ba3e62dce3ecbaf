package io.iocp.metrics;

import io.iocp.IocpTransport;
import io.iocp.tls.TlsAlert;
import io.iocp.tls.TlsCounter;
import io.iocp.tls.TlsFailure;
import io.iocp.tls.TlsStatistics;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** What TLS has done, as meters {@code iocp.tls.*}. */
final class TlsMeters {

  private final Meters<IocpTransport> meters;

  TlsMeters(Meters<IocpTransport> meters) {
    this.meters = meters;
  }

  void bind() {
    for (TlsCounter event : TlsCounter.values()) {
      counter(
          Meters.dotted(event), event.meaning(), Tags.empty(), tls -> tls.counters().get(event));
    }
    for (TlsFailure failure : TlsFailure.values()) {
      counter(
          "failures",
          "Connections closed by TLS failures, by cause",
          Tags.of("cause", Meters.dashed(failure)),
          tls -> tls.failures().get(failure));
    }
    for (TlsAlert alert : TlsAlert.values()) {
      Tags name = Tags.of("alert", Meters.dashed(alert));
      counter("alerts.sent", "Alerts sent, by alert", name, tls -> tls.alertsSent().get(alert));
      counter(
          "alerts.received",
          "Alerts received, by alert",
          name,
          tls -> tls.alertsReceived().get(alert));
    }
    meters.gauge(
        "iocp.tls.handshakes.waiting",
        "Queued handshake steps",
        transport -> figure(transport, tls -> tls.handshakes().queued()));
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<TlsStatistics> figure) {
    meters.counter("iocp.tls." + name, description, tags, transport -> figure(transport, figure));
  }

  private static double figure(IocpTransport transport, ToDoubleFunction<TlsStatistics> figure) {
    return transport.figures().tls().map(figure::applyAsDouble).orElse(0.0);
  }
}
