package io.iocp.tls;

import io.iocp.job.JobQueueSnapshot;
import java.util.Map;

/**
 * What TLS has done, at one moment.
 *
 * @param counters events
 * @param failures how often connections were given up, by cause
 * @param alertsSent how often we gave up, by alert
 * @param alertsReceived how often peers gave up, by alert
 * @param handshakes the queue of handshakes that wait for their turn, and its threads
 */
public record TlsStatistics(
    Map<TlsCounter, Long> counters,
    Map<TlsFailure, Long> failures,
    Map<TlsAlert, Long> alertsSent,
    Map<TlsAlert, Long> alertsReceived,
    JobQueueSnapshot handshakes) {

  public TlsStatistics {
    counters = Map.copyOf(counters);
    failures = Map.copyOf(failures);
    alertsSent = Map.copyOf(alertsSent);
    alertsReceived = Map.copyOf(alertsReceived);
  }
}
