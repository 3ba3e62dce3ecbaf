package io.iocp.autoconfigure;

import io.iocp.EngineUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when the engine that was asked for is not to be had. */
final class EngineFailureAnalyzer extends AbstractFailureAnalyzer<EngineUnavailableException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, EngineUnavailableException cause) {
    return new FailureAnalysis(
        "The transport could not select an engine: " + cause.getMessage(),
        "Set iocp.engine=auto to use the best engine that is available.",
        cause);
  }
}
