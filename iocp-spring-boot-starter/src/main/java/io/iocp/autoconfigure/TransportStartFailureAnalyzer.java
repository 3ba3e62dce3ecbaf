package io.iocp.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when the transport cannot listen. */
final class TransportStartFailureAnalyzer extends AbstractFailureAnalyzer<TransportStartException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, TransportStartException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Stop the process that uses the port, or listen on another one by setting iocp.port "
            + "(and iocp.address).",
        cause);
  }
}
