package io.iocp.http;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.session.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer; the connection closes after it. What it is answered in one go goes
 * through {@link #respond}, what goes on for long through {@link #startResponse} and {@link
 * #offer}.
 *
 * <p>{@link #pause} slows the sender of a body down by TCP; some pieces that have arrived may still
 * be handed up. {@link #close(int, String)} answers with a status that is like the close code, if
 * no response has been begun; else it ends the response.
 */
public interface HttpExchange extends Session {

  /** Value of {@link #oldestUnsentNanos()} when everything has been sent. */
  long NOTHING_UNSENT = Long.MIN_VALUE;

  /** Most bytes of an answer of {@link #respond}, head and body. */
  int MAX_ANSWER_BYTES = 16 << 10;

  // ── the request ───────────────────────────────────────────────────────────────────────────────

  String method();

  /** The path, percent-decoded. */
  String path();

  /** What follows the question mark, as sent, or null. */
  @Nullable String query();

  /** The named segments of the path. */
  Map<String, String> variables();

  /**
   * The value of a named segment of the path.
   *
   * @throws IllegalArgumentException when the handler's path has no such segment
   */
  default String variable(String name) {
    String value = variables().get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such path variable: name=" + name);
    }
    return value;
  }

  HttpFields headers();

  /** Bytes of the body, 0 without one, −1 if it comes in chunks. */
  long contentLength();

  /**
   * Has a client that waits for it send its body (100 Continue). Does nothing for others. In the
   * exchange's context.
   */
  void proceed();

  // ── the answer ────────────────────────────────────────────────────────────────────────────────

  /**
   * Answers the request, and ends the exchange. The first answer counts. {@code Content-Length} and
   * {@code Connection} are added; the body is left out in answer to HEAD.
   *
   * @throws IllegalArgumentException if it takes more than {@link #MAX_ANSWER_BYTES}
   */
  void respond(int status, HttpFields headers, ByteBuffer body);

  /** Answers the request with a sentence for people, and ends the exchange. */
  default void answer(int status, String sentence) {
    answer(new HttpRefusal(status, sentence));
  }

  /** Refuses the request, and ends the exchange. The first answer counts. */
  void answer(HttpRefusal refusal);

  /**
   * Begins a response that the end of the connection ends.
   *
   * @return whether its body may follow: not in answer to HEAD, which ends the exchange, nor when
   *     the request has been answered already
   */
  boolean startResponse(int status, HttpFields headers);

  /**
   * Queues bytes of the body without starting to send them; {@link #flush()} does. The queue takes
   * references of its own.
   *
   * @param stampNanos when they arrived at this server, by the transport's clock
   * @param droppable whether {@link #discardQueued()} may drop them, all of them
   * @return {@code QUEUED}, {@code FULL} or {@code CLOSED}
   */
  SendOutcome offer(List<SharedBuffer> bytes, long stampNanos, boolean droppable);

  /** Starts sending what is queued. */
  void flush();

  /**
   * Drops what is droppable and waits, unless some of it has gone out. In the exchange's context it
   * is done at once, elsewhere soon.
   *
   * @return bytes dropped; 0 when it is done later
   */
  long discardQueued();

  /** Time of the oldest bytes that wait, or {@link #NOTHING_UNSENT}; may be a moment old. */
  long oldestUnsentNanos();

  /** Ends a response that was started: what is queued goes out, then the connection closes. */
  void finish();
}
