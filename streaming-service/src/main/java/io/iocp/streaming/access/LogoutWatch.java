package io.iocp.streaming.access;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Ends what somebody watches by a login when they log out. A login that ends because its page has
 * asked for nothing for long lets them watch on: watching asks for nothing. Any thread.
 */
public final class LogoutWatch implements HttpSessionListener, AutoCloseable {

  private final Supplier<RunningSessions> sessions;
  private final InstantSource clock;
  private volatile boolean closed;

  /**
   * Watches logins.
   *
   * @param sessions asked for when a login ends: listeners are there before
   */
  public LogoutWatch(Supplier<RunningSessions> sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    HttpSession session = event.getSession();
    if (!closed && !isIdle(session)) {
      sessions.get().loggedOut(PageLogins.proof(session.getId()));
    }
  }

  /** Logins that end from now on end because the web server does: there is nothing left to end. */
  @Override
  public void close() {
    closed = true;
  }

  private boolean isIdle(HttpSession session) {
    int longest = session.getMaxInactiveInterval();
    return longest > 0
        && clock.millis() - session.getLastAccessedTime() >= Duration.ofSeconds(longest).toMillis();
  }
}
