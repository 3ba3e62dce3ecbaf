package io.iocp.websocket.security;

import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * A handshake as filters of a web server see it: a GET without a body. What a web server does
 * beyond that, such as dispatching, it does not. Lives on one thread.
 */
final class HandshakeServletRequest extends HttpServletRequestWrapper {

  private final HandshakeRequest request;
  private final HandshakePeer peer;
  private final WebSessions sessions;
  private final URI uri;
  private final MultiValueMap<String, String> parameters;
  private final Map<String, Object> attributes = new HashMap<>();
  private final ServletContext context = Neutral.of(ServletContext.class);
  // Begun by a filter, for this handshake alone.
  private @Nullable HttpSession ownSession;

  private HandshakeServletRequest(
      HttpServletRequest neutral,
      HandshakeRequest request,
      HandshakePeer peer,
      WebSessions sessions) {
    super(neutral);
    this.request = request;
    this.peer = peer;
    this.sessions = sessions;
    this.uri = URI.create((peer.secure() ? "https://" : "http://") + request.host());
    this.parameters = parameters(request.query());
  }

  /**
   * @throws IllegalArgumentException when what the client calls its host is none
   */
  static HandshakeServletRequest of(
      HandshakeRequest request, HandshakePeer peer, WebSessions sessions) {
    return new HandshakeServletRequest(
        Neutral.of(HttpServletRequest.class), request, peer, sessions);
  }

  private static MultiValueMap<String, String> parameters(@Nullable String query) {
    MultiValueMap<String, String> decoded = new LinkedMultiValueMap<>();
    if (query != null) {
      UriComponentsBuilder.newInstance()
          .query(query)
          .build()
          .getQueryParams()
          .forEach(
              (name, values) ->
                  values.forEach(
                      value -> decoded.add(decode(name), value == null ? "" : decode(value))));
    }
    return decoded;
  }

  private static String decode(String text) {
    return UriUtils.decode(text.replace('+', ' '), StandardCharsets.UTF_8);
  }

  // ── the request line ──────────────────────────────────────────────────────────────────────────

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public String getRequestURI() {
    return request.rawPath();
  }

  @Override
  public StringBuffer getRequestURL() {
    return new StringBuffer(uri + request.rawPath());
  }

  @Override
  public @Nullable String getQueryString() {
    return request.query();
  }

  @Override
  public String getContextPath() {
    return "";
  }

  @Override
  public String getServletPath() {
    return request.path();
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return new Mapping();
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }

  @Override
  public @Nullable String getParameter(String name) {
    return parameters.getFirst(name);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    List<String> values = parameters.get(name);
    return values == null ? null : values.toArray(String[]::new);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> map = new LinkedHashMap<>();
    parameters.forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
    return map;
  }

  // ── header fields ─────────────────────────────────────────────────────────────────────────────

  @Override
  public @Nullable String getHeader(String name) {
    return request.headers().first(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(request.headers().all(name));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(request.headers().asMap().keySet());
  }

  @Override
  public int getIntHeader(String name) {
    String value = getHeader(name);
    return value == null ? -1 : Integer.parseInt(value);
  }

  @Override
  public long getDateHeader(String name) {
    return -1;
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public long getContentLengthLong() {
    return -1;
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    List<Cookie> cookies = new ArrayList<>();
    for (String field : request.headers().all("Cookie")) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          add(cookies, pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
  }

  private static void add(List<Cookie> cookies, String name, String value) {
    try {
      cookies.add(new Cookie(name, value));
    } catch (IllegalArgumentException e) {
      // No name of a cookie: a web server passes over it, too.
    }
  }

  // ── the session ───────────────────────────────────────────────────────────────────────────────

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    HttpSession known = ownSession == null ? knownSession() : ownSession;
    if (known == null && create) {
      known = new HandshakeSession();
      ownSession = known;
    }
    return known;
  }

  private @Nullable HttpSession knownSession() {
    String id = getRequestedSessionId();
    return id == null ? null : sessions.find(id);
  }

  @Override
  public HttpSession getSession() {
    HttpSession session = getSession(true);
    if (session == null) {
      throw new IllegalStateException("no session was made");
    }
    return session;
  }

  @Override
  public @Nullable String getRequestedSessionId() {
    Cookie[] cookies = getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(sessions.cookie())) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return knownSession() != null;
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return getRequestedSessionId() != null;
  }

  // ── both ends ─────────────────────────────────────────────────────────────────────────────────

  @Override
  public String getScheme() {
    return peer.secure() ? "https" : "http";
  }

  @Override
  public boolean isSecure() {
    return peer.secure();
  }

  @Override
  public String getServerName() {
    return uri.getHost() == null ? request.host() : uri.getHost();
  }

  @Override
  public int getServerPort() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return peer.secure() ? 443 : 80;
  }

  @Override
  public String getRemoteAddr() {
    return peer.remoteAddress().getAddress().getHostAddress();
  }

  @Override
  public String getRemoteHost() {
    return getRemoteAddr();
  }

  @Override
  public int getRemotePort() {
    return peer.remoteAddress().getPort();
  }

  @Override
  public String getLocalAddr() {
    return peer.localAddress().getAddress().getHostAddress();
  }

  @Override
  public String getLocalName() {
    return getLocalAddr();
  }

  @Override
  public int getLocalPort() {
    return peer.localAddress().getPort();
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(List.of(Locale.ROOT));
  }

  // ── what filters leave for each other ─────────────────────────────────────────────────────────

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    return null;
  }

  @Override
  public String changeSessionId() {
    return getSession().getId();
  }

  /** As of a servlet for all paths. */
  private final class Mapping implements HttpServletMapping {

    @Override
    public String getMatchValue() {
      return request.path().substring(1);
    }

    @Override
    public String getPattern() {
      return "/";
    }

    @Override
    public String getServletName() {
      return "transport";
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.DEFAULT;
    }
  }
}
