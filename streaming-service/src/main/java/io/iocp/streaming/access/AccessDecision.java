package io.iocp.streaming.access;

import io.iocp.http.protocol.HttpFields;

/** What comes of an {@link AccessRequest}. */
public sealed interface AccessDecision extends Step {

  /** The caller may. */
  record Granted(Grant grant) implements AccessDecision {}

  /**
   * The caller may not. It depends on rules and names only, never on what is live: so it tells
   * nobody what is.
   *
   * @param cause what is counted
   * @param httpStatus 400, 401, 403, 429 or 503
   * @param reason one sentence for people
   * @param retryAfterSeconds when to try again; 0 if time alone changes nothing
   */
  record Denied(AccessCounter cause, int httpStatus, String reason, int retryAfterSeconds)
      implements AccessDecision, Identity {

    Denied(AccessCounter cause, int httpStatus, String reason) {
      this(cause, httpStatus, reason, 0);
    }

    /** What a client over HTTP is told beside the reason. */
    HttpFields headers() {
      return switch (httpStatus) {
        case 401 -> HttpFields.of("WWW-Authenticate", "Bearer");
        case 429 -> HttpFields.of("Retry-After", Integer.toString(retryAfterSeconds));
        // The others say all there is to say in their sentence.
        default -> HttpFields.EMPTY;
      };
    }
  }
}
