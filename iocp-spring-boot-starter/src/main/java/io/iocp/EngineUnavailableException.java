package io.iocp;

/** There is no engine of the name that was asked for, or it cannot run here. */
public final class EngineUnavailableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  EngineUnavailableException(String message) {
    super(message);
  }
}
