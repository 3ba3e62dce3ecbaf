package io.iocp.websocket.spring;

import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.protocol.HandshakeFailure;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpResponse;

/** The answer to a handshake, collected. Lives on the job worker that decides about it. */
final class TransportHttpResponse implements ServerHttpResponse {

  // The transport's own to set.
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "upgrade",
          "sec-websocket-accept",
          "sec-websocket-protocol",
          "sec-websocket-extensions",
          "content-length",
          "content-type");

  private static final int FORBIDDEN = 403;

  private final HttpHeaders headers = new HttpHeaders();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpStatusCode status;

  /** The fields that go into the answer. */
  HttpFields fields() {
    HttpFields.Builder fields = HttpFields.builder();
    headers.forEach(
        (name, values) -> {
          if (!RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> fields.add(name, value));
          }
        });
    return fields.build();
  }

  /** The refusal that was asked for; 403 if no status was set. */
  HandshakeFailure failure() {
    String text = body.toString(StandardCharsets.UTF_8);
    return new HandshakeFailure(
        status == null ? FORBIDDEN : status.value(),
        text.isEmpty() ? "handshake rejected" : text,
        fields());
  }

  @Override
  public void setStatusCode(HttpStatusCode code) {
    status = code;
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public OutputStream getBody() {
    return body;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
