package io.iocp.actuate.endpoint;

import io.iocp.job.JobQueueSnapshot;
import io.iocp.tls.TlsCounter;
import io.iocp.tls.TlsFailure;
import io.iocp.tls.TlsStatistics;
import java.util.Map;

/**
 * TLS as the endpoint shows it.
 *
 * @param handshakes those that are computed, and those that wait for it
 * @param counters events so far
 * @param failures how often connections were given up, by cause
 */
public record TlsDescriptor(
    Handshakes handshakes, Map<TlsCounter, Long> counters, Map<TlsFailure, Long> failures) {

  /**
   * Steps of handshakes.
   *
   * @param threads threads that compute them
   * @param running steps that are computed now
   * @param waiting steps that wait for a thread
   * @param capacity steps that may wait; beyond it handshakes are refused
   */
  public record Handshakes(int threads, int running, int waiting, int capacity) {}

  static TlsDescriptor of(TlsStatistics statistics) {
    JobQueueSnapshot queue = statistics.handshakes();
    return new TlsDescriptor(
        new Handshakes(queue.workers(), queue.running(), queue.queued(), queue.capacity()),
        statistics.counters(),
        statistics.failures());
  }
}
