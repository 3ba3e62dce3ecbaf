package io.iocp.streaming.access;

import io.iocp.http.HttpExchange;
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
  private final @Nullable PageLogins logins;
  private final Predicate<Runnable> jobs;

  /**
   * Guards with this control.
   *
   * @param queryToken whether a token in the query counts
   * @param logins knows the logins of pages, if they count
   * @param jobs runs what may block on another thread, and says whether it will
   */
  public HttpAccess(
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
        guarded(
            handler,
            action,
            exchange -> name.apply(lastSegment(exchange.path())),
            exchange -> credentials(exchange, action)),
        methods,
        path);
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Guards a handler that clients ask again and again: a ticket lets one client in for as long as
   * it goes on asking.
   *
   * @param name the stream's name; null where the handler itself says what is wrong with it
   */
  public HttpHandler guardingMany(
      HttpHandler handler, Action action, Function<HttpExchange, @Nullable String> name) {
    return guarded(
        handler, action, name, exchange -> credentials(exchange, action).ofManyRequests());
  }

  private HttpHandler guarded(
      HttpHandler handler,
      Action action,
      Function<HttpExchange, @Nullable String> name,
      Function<HttpExchange, Credentials> credentials) {
    return new GuardedHttpHandler(handler, action, name, control, sessions, credentials, jobs);
  }

  private Credentials credentials(HttpExchange exchange, Action action) {
    Credentials shown =
        Credentials.of(
            exchange.headers().first("Authorization"), List.of(), exchange.query(), queryToken);
    return logins == null
        ? shown
        : logins.orLogin(shown, action, exchange.security() != null, exchange.headers()::first);
  }
}
