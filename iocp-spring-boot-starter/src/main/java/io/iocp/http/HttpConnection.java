package io.iocp.http;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.http.protocol.BodyReader;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.ResponseHead;
import io.iocp.session.SessionProtocol;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection whose head has been read already.
 *
 * <pre>
 *   head ─▶ OPEN, the body comes ── answered at once ──────────────▶ CLOSING
 *               └── response begun ── its end, or the client's ─────────▲
 * </pre>
 *
 * <p>What comes after the answer is read for the close timeout and ignored: else the answer could
 * be lost in a reset.
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 */
public final class HttpConnection extends SessionProtocol<HttpExchange, HttpAnswer> {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final BufferPool pool;
  private final RequestHead head;
  private final HttpHandler handler;
  private final Map<String, String> variables;
  private final BodyReader body;
  // Once the first byte of an answer is decided on; a response may be begun by any thread.
  private final AtomicBoolean responseBegun = new AtomicBoolean();
  private boolean bodyBegun;
  private boolean bodyEnded;
  private boolean proceeded;

  /**
   * The protocol of a connection from its first request on.
   *
   * @param served who serves the request
   */
  public HttpConnection(BufferPool pool, RequestHead head, HttpRouting.Served served) {
    super(pool);
    this.pool = pool;
    this.head = head;
    this.handler = served.handler();
    this.variables = served.variables();
    this.body = new BodyReader(head.contentLength());
  }

  @Override
  public String protocol() {
    return "http";
  }

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    opened.opened();
    HttpExchange exchange = new DefaultHttpExchange(opened, this, pool, head, variables);
    begin(exchange);
    handler.onRequest(exchange);
    if (!head.hasBody()) {
      bodyEnded();
    }
  }

  // ── the request ───────────────────────────────────────────────────────────────────────────────

  @Override
  protected void readMessages(ByteBuffer input) {
    if (isOpen() && !bodyEnded) {
      bodyBegun = true;
      switch (body.read(input, this::piece)) {
        case COMPLETE -> bodyEnded();
        case MALFORMED -> broken(answer(400, body.reason()));
        case INCOMPLETE -> {}
      }
    }
    input.position(input.limit()); // One request is all that is served.
  }

  private void piece(ByteBuffer piece) {
    if (isOpen()) {
      handler.onBody(openSession(), piece, false);
    }
  }

  private void bodyEnded() {
    bodyEnded = true;
    if (isOpen()) {
      handler.onBody(openSession(), NOTHING.duplicate(), true);
    }
  }

  @Override
  protected void peerEnded(HttpAnswer status, Runnable answer) {
    if (!bodyEnded) {
      broken(status);
    }
    // Else the client has said all, and waits for the rest of the answer.
  }

  /** The body cannot be read on. */
  private void broken(HttpAnswer answer) {
    if (responseBegun.get()) {
      connection().abort(CloseCause.POLICY);
    } else if (isOpen()) {
      endSession(answer);
    }
  }

  // ── the answer ────────────────────────────────────────────────────────────────────────────────

  /** Whether answers have a body. Any thread. */
  boolean answersWithBody() {
    return !head.method().equals("HEAD");
  }

  /** See {@link HttpExchange#proceed}. */
  void proceed() {
    if (head.expectsContinue() && !proceeded && !bodyBegun && !responseBegun.get() && isOpen()) {
      proceeded = true;
      byte[] interim = ResponseHead.proceed();
      sendControl(interim.length, out -> out.put(interim));
    }
  }

  /** See {@link HttpExchange#startResponse}. Any thread. */
  boolean startResponse(int status, HttpFields headers) {
    byte[] encoded = ResponseHead.encode(status, headers.with("Connection", "close"));
    if (!answersWithBody()) {
      connection().execute(() -> endSession(new HttpAnswer(encoded)));
      return false;
    }
    if (!responseBegun.compareAndSet(false, true)) {
      return false;
    }
    if (!sendControl(encoded.length, out -> out.put(encoded))) {
      connection().abort(CloseCause.POLICY);
      return false;
    }
    return true;
  }

  private HttpAnswer answer(int status, String sentence) {
    return HttpAnswer.sentence(new HttpRefusal(status, sentence), answersWithBody());
  }

  @Override
  protected void writeClose(ByteBuffer out, HttpAnswer answer) {
    if (responseBegun.compareAndSet(false, true)) {
      out.put(answer.bytes());
    }
  }

  @Override
  protected int maximumControlBytes() {
    return HttpExchange.MAX_ANSWER_BYTES;
  }

  @Override
  protected HttpAnswer status(Ending ending) {
    return switch (ending) {
      case STOPPING -> answer(503, "the server is stopping");
      case HANDLER_FAILED -> answer(500, "internal error");
      case BROKEN -> answer(400, "incomplete body");
    };
  }

  @Override
  protected @Nullable SharedBuffer acquirePing() {
    return null; // HTTP has none.
  }

  @Override
  protected void pongSkipped() {
    // HTTP has none.
  }

  @Override
  protected void controlWithoutBuffer() {
    // The client sees the connection end without an answer.
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void drained(Connection drained) {
    HttpExchange open = session();
    if (open != null && isOpen()) {
      handler.onDrained(open);
    }
  }

  @Override
  public boolean leavesLast() {
    return handler.leavesLast();
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    HttpExchange ended = session();
    if (ended != null) {
      handler.onClosed(ended, bodyEnded);
    }
  }
}
