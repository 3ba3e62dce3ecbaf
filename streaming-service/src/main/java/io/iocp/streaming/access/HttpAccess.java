package io.iocp.streaming.access;

import io.iocp.http.HttpHandler;
import io.iocp.http.HttpHandlerRegistry;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts handlers of HTTP requests on the stream port behind {@link AccessControl}. */
public final class HttpAccess {

  private final AccessControl control;
  private final RunningSessions sessions;
  private final boolean queryToken;
  private final Predicate<Runnable> jobs;

  /**
   * Guards with this control.
   *
   * @param queryToken whether a token in the query counts
   * @param jobs runs what may block on another thread, and says whether it will
   */
  public HttpAccess(
      AccessControl control,
      RunningSessions sessions,
      boolean queryToken,
      Predicate<Runnable> jobs) {
    this.control = control;
    this.sessions = sessions;
    this.queryToken = queryToken;
    this.jobs = jobs;
  }

  /**
   * Registers a handler for those who may do this.
   *
   * @param name the stream's name by the path's last segment; null where the handler itself says
   *     what is wrong with it
   */
  public void register(
      HttpHandlerRegistry registry,
      Action action,
      HttpHandler handler,
      Function<String, @Nullable String> name,
      List<String> methods,
      String path) {
    registry.addHandler(
        new GuardedHttpHandler(handler, action, name, control, sessions, queryToken, jobs),
        methods,
        path);
  }
}
