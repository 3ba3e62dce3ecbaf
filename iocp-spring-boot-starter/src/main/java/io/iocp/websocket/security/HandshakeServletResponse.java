package io.iocp.websocket.security;

import io.iocp.http.protocol.HttpFields;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What filters answer to a handshake that they refuse: its status and header fields; its body is
 * for pages, and is dropped. Lives on one thread.
 */
final class HandshakeServletResponse extends HttpServletResponseWrapper {

  /** What a refused client needs to know; the rest is for pages, or the transport's own to set. */
  private static final Set<String> PASSED_ON = Set.of("www-authenticate", "retry-after");

  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private int status = SC_OK;
  private boolean committed;

  private HandshakeServletResponse(HttpServletResponse neutral) {
    super(neutral);
  }

  static HandshakeServletResponse create() {
    return new HandshakeServletResponse(Neutral.of(HttpServletResponse.class));
  }

  HttpFields fields() {
    HttpFields.Builder fields = HttpFields.builder();
    headers.forEach(
        (name, values) -> {
          if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> fields.add(name, value));
          }
        });
    return fields.build();
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void setStatus(int code) {
    status = code;
  }

  @Override
  public void sendError(int code) {
    status = code;
    committed = true;
  }

  @Override
  public void sendError(int code, @Nullable String message) {
    sendError(code);
  }

  @Override
  public void sendRedirect(String location) {
    sendError(SC_FOUND);
  }

  @Override
  public void sendRedirect(String location, int code, boolean clearBuffer) {
    sendError(code);
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void flushBuffer() {
    committed = true;
  }

  @Override
  public String encodeRedirectURL(String url) {
    return url;
  }

  @Override
  public String encodeURL(String url) {
    return url;
  }

  @Override
  public void setHeader(String name, String value) {
    headers.put(name, new ArrayList<>(List.of(value)));
  }

  @Override
  public void addHeader(String name, String value) {
    headers.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public boolean containsHeader(String name) {
    return headers.containsKey(name);
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Collection<String> getHeaderNames() {
    return headers.keySet();
  }

  @Override
  public PrintWriter getWriter() {
    return new PrintWriter(Writer.nullWriter());
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new IllegalStateException("the body of a refused handshake is not sent");
      }

      @Override
      public void write(int dropped) {}
    };
  }
}
