package io.iocp.websocket.spring;

import io.iocp.job.JobWork;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the calls of a session's handler, and of its handshake's interceptors: such as a
 * security context with its user.
 */
@FunctionalInterface
public interface HandlerContext {

  /** Nothing. */
  HandlerContext NONE = (user, call) -> call;

  /**
   * Puts the context around a call.
   *
   * @param user whose session it is; null if nobody knows
   * @return the call with its context, which leaves its thread as it was
   */
  JobWork around(@Nullable Principal user, JobWork call);
}
