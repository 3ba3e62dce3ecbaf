package io.iocp.websocket.security;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that the web server has begun since it was started, by their ids: browsers send
 * their cookie to the transport's port as well. The web server bounds and ends them. Any thread.
 */
public final class WebSessions implements HttpSessionListener, HttpSessionIdListener {

  private final Map<String, HttpSession> byId = new ConcurrentHashMap<>();
  private final String cookie;

  /**
   * @param cookie name of the cookie that has a session's id
   */
  public WebSessions(String cookie) {
    this.cookie = cookie;
  }

  /** Name of the cookie that has a session's id. */
  public String cookie() {
    return cookie;
  }

  /** The session of this id; null if there is none, or none any more. */
  public @Nullable HttpSession find(String id) {
    return byId.get(id);
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    byId.put(event.getSession().getId(), event.getSession());
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    byId.remove(event.getSession().getId());
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
    byId.remove(oldSessionId);
    sessionCreated(event);
  }
}
