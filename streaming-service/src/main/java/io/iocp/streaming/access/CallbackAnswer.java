package io.iocp.streaming.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking the access callback.
 *
 * @param reason what somebody who may not is told; for a failure, what went wrong
 * @param user who it is, by the callback's word; empty if it does not say
 * @param names what may be listed, of a question about the list
 * @param until how long it holds, or null for ever
 */
record CallbackAnswer(
    Outcome outcome, String reason, String user, List<NamePattern> names, @Nullable Instant until) {

  enum Outcome {
    ALLOWED,
    DENIED,
    /** There was no answer that could be understood, in time. */
    FAILED,
    /** As many wait for an answer as may. */
    BUSY
  }

  static CallbackAnswer without(Outcome outcome, String reason) {
    return new CallbackAnswer(outcome, reason, "", List.of(), null);
  }
}
