package io.iocp.streaming.ingest.udp;

import io.iocp.streaming.ingest.AllowedSenders;
import java.time.Duration;

/**
 * Who may publish a stream by UDP.
 *
 * @param allowedSenders from where the stream may come
 * @param timeout time without datagrams after which a sender has lost the stream, above zero
 */
public record UdpOptions(AllowedSenders allowedSenders, Duration timeout) {

  public UdpOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
    }
  }
}
