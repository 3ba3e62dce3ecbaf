package io.iocp.streaming.ingest;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;

/**
 * {@code PUT} and {@code POST /publish/{stream}}: the body is the byte stream of one container,
 * which is recognised by its first bytes; its Content-Type means nothing.
 *
 * <p>The end of the body is the publisher's goodbye and is answered 200, with what hurt viewers at
 * the end; a connection that breaks is a publisher that is lost. Refusals have a sentence, and come
 * before the body where they can: 409 for a name that is taken, 408 for one that was silent when
 * another wanted its place, 503 when no more streams fit or there is no buffer to begin one or no
 * memory to go on, 415 for what is no known container, 400 for a broken one, 413 for parts that are
 * too large, 429 for too many chunks.
 */
public final class HttpPublishHandler implements HttpHandler {

  private final Publishing publishing;

  /** Publishes whoever was let in: names are those of streams. */
  public HttpPublishHandler(Publishing publishing) {
    this.publishing = publishing;
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onRequest(HttpExchange exchange) {
    String name = exchange.variable("stream");
    PublishAttempt attempt =
        publishing.begin(
            new StreamId(name),
            PublisherConnection.of(exchange, refusal -> refuse(exchange, refusal)));
    if (attempt instanceof PublishedStream stream) {
      publishing.asked(new StreamId(name), PublisherRequests.of(exchange.query()));
      exchange.attach(stream);
      exchange.proceed();
    } else if (attempt instanceof Refusal refusal) {
      refuse(exchange, refusal);
    }
  }

  @Override
  public void onBody(HttpExchange exchange, ByteBuffer piece, boolean last) {
    if (!(exchange.attachment() instanceof PublishedStream stream)) {
      return; // Refused; the answer is on its way.
    }
    Refusal refusal = stream.read(piece);
    if (refusal != null) {
      exchange.attach(null);
      refuse(exchange, refusal);
    } else if (last) {
      exchange.attach(null);
      String warnings = WarningMessages.words(stream.health().warnings());
      stream.end("end of body");
      exchange.answer(
          200,
          "the stream "
              + exchange.variable("stream")
              + " has ended"
              + (warnings.isEmpty() ? "" : "; what hurt viewers: " + warnings));
    }
  }

  @Override
  public void onClosed(HttpExchange exchange, boolean complete) {
    if (exchange.attachment() instanceof PublishedStream stream) {
      exchange.attach(null);
      stream.lost("connection closed before the end of the body");
    }
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) {
    exchange.answer(refusal.httpStatus(), refusal.reason());
  }
}
