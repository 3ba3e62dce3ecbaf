package io.iocp.admin.security;

import org.springframework.security.authentication.AuthenticationServiceException;

/** Whether name and password are right is not looked at now. */
final class TooManyLoginsException extends AuthenticationServiceException {

  private static final long serialVersionUID = 1L;

  private final int retrySeconds;

  /**
   * @param retrySeconds when it is worth while to try again
   */
  TooManyLoginsException(String message, int retrySeconds) {
    super(message);
    this.retrySeconds = retrySeconds;
  }

  int retrySeconds() {
    return retrySeconds;
  }
}
