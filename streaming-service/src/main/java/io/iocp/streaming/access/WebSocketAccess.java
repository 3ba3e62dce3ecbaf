package io.iocp.streaming.access;

import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsHandlerRegistry;
import io.iocp.websocket.WsRegistration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts handlers of WebSockets behind {@link AccessControl}. */
public final class WebSocketAccess {

  private final AccessControl control;
  private final RunningSessions sessions;
  private final boolean queryToken;
  private final @Nullable PageLogins logins;
  private final Predicate<Runnable> jobs;

  /**
   * @param queryToken whether a token in the query counts
   * @param logins knows the logins of pages, if they count
   * @param jobs runs what may block on another thread, and says whether it will
   */
  public WebSocketAccess(
      AccessControl control,
      RunningSessions sessions,
      boolean queryToken,
      @Nullable PageLogins logins,
      Predicate<Runnable> jobs) {
    this.control = control;
    this.sessions = sessions;
    this.queryToken = queryToken;
    this.logins = logins;
    this.jobs = jobs;
  }

  /**
   * Registers a handler for those who may do this. Names are the last segment of paths of two
   * segments; a path of one segment is about all names.
   */
  public WsRegistration register(
      WsHandlerRegistry registry, Action action, WsHandler handler, String... paths) {
    return registry
        .addHandler(new GuardedHandler(handler, sessions), paths)
        .setDecider(new AccessDecider(control, action, queryToken, logins, jobs));
  }
}
