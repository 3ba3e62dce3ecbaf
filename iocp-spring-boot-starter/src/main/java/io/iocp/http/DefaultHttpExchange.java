package io.iocp.http;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.SendOutcome;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.session.ProtocolSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exchange on a connection of the transport. */
final class DefaultHttpExchange extends ProtocolSession<HttpAnswer> implements HttpExchange {

  private final HttpConnection protocol;
  private final RequestHead head;
  private final Map<String, String> variables;

  DefaultHttpExchange(
      Connection connection,
      HttpConnection protocol,
      BufferPool pool,
      RequestHead head,
      Map<String, String> variables) {
    super(connection, protocol, pool);
    this.protocol = protocol;
    this.head = head;
    this.variables = variables;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.target().path();
  }

  @Override
  public @Nullable String query() {
    return head.target().query();
  }

  @Override
  public Map<String, String> variables() {
    return variables;
  }

  @Override
  public HttpFields headers() {
    return head.headers();
  }

  @Override
  public long contentLength() {
    return head.contentLength();
  }

  @Override
  public void proceed() {
    protocol.proceed();
  }

  @Override
  public void respond(int status, HttpFields headers, ByteBuffer body) {
    end(HttpAnswer.of(status, headers, body, protocol.answersWithBody()));
  }

  @Override
  public void answer(HttpRefusal refusal) {
    end(HttpAnswer.sentence(refusal, protocol.answersWithBody()));
  }

  @Override
  public boolean startResponse(int status, HttpFields headers) {
    return protocol.startResponse(status, headers);
  }

  @Override
  public SendOutcome offer(List<SharedBuffer> bytes, long stampNanos, boolean droppable) {
    return connection().offer(bytes, stampNanos, droppable);
  }

  @Override
  public void flush() {
    connection().flush();
  }

  @Override
  public long discardQueued() {
    return connection().discardQueued();
  }

  @Override
  public long oldestUnsentNanos() {
    return connection().oldestUnsentNanos();
  }

  @Override
  public void finish() {
    end(HttpAnswer.NONE);
  }

  @Override
  public void close(int code, String reason) {
    answer(HttpAnswer.statusOf(code), reason);
  }

  @Override
  public void closeWithoutBacklog(int code, String reason) {
    endWithoutBacklog(
        HttpAnswer.sentence(
            new HttpRefusal(HttpAnswer.statusOf(code), reason), protocol.answersWithBody()));
  }

  @Override
  protected void dropBacklog() {
    connection().dropBacklog(true);
  }
}
