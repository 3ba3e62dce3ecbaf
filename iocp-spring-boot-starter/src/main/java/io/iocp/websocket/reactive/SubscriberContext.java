package io.iocp.websocket.reactive;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** What a session's handler finds in its subscriber's context: such as a security context. */
@FunctionalInterface
public interface SubscriberContext {

  /** Nothing. */
  SubscriberContext NONE = (user, context) -> context;

  /**
   * Adds to the context.
   *
   * @param user whose session it is; null if nobody knows
   * @param context what there is
   */
  Context with(@Nullable Principal user, Context context);
}
