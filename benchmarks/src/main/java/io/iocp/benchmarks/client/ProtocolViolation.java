package io.iocp.benchmarks.client;

/** A relay sent something else than the messages that were published; the run is void. */
final class ProtocolViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProtocolViolation(String message) {
    super(message);
  }
}
