package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.session.Session;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket. Any thread may call any method, unless it says otherwise; nothing blocks, and
 * a peer that is too slow is an outcome, not an exception.
 */
public interface WsSession extends Session {

  /** What {@link #oldestUnsentNanos()} says when nothing waits that has a time. */
  long NOTHING_UNSENT = Long.MIN_VALUE;

  /** The path of the handshake, decoded. */
  String path();

  /** The query of the handshake as sent, without its question mark. */
  @Nullable String query();

  /** The path's segments that have names, by their names; not modifiable. */
  Map<String, String> variables();

  /**
   * The path's segment with this name.
   *
   * @throws IllegalArgumentException when the handler's path has no such segment
   */
  default String variable(String name) {
    String value = variables().get(name);
    if (value == null) {
      throw new IllegalArgumentException("the path has no variable " + name + ": path=" + path());
    }
    return value;
  }

  /** What was agreed on in the handshake. */
  @Nullable String subprotocol();

  /**
   * Who has shaken hands, as a {@link HandshakeAuthenticator} says: with Spring Security an {@code
   * Authentication}. Null if nobody has said who it is, and on a client's session.
   */
  default @Nullable Principal user() {
    return null;
  }

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends a text message. {@code FULL} also when the buffer pool is empty; with nothing queued
   * nobody says when to try again then.
   */
  SendOutcome sendText(String text);

  /**
   * Sends a binary message, copied; the buffer stays as it is. {@code FULL} also when the buffer
   * pool is empty; with nothing queued nobody says when to try again then.
   */
  SendOutcome sendBinary(ByteBuffer message);

  /**
   * Sends a part of a message, copied; the buffer stays as it is. Until its last part nothing but
   * control frames may be sent between the parts: that is the caller's to see to.
   *
   * @param first whether the message begins with it
   * @param last whether the message ends with it
   * @return as for a message; a part that is refused may be sent again
   */
  SendOutcome sendPart(MessageType type, ByteBuffer part, boolean first, boolean last);

  /**
   * Sends a ping; the handler hears the answer as {@link WsHandler#onPong}.
   *
   * @param payload at most 125 bytes; stays as it is
   */
  SendOutcome sendPing(ByteBuffer payload);

  /**
   * Sends a pong that nobody asked for. Pings are answered without this.
   *
   * @param payload at most 125 bytes; stays as it is
   */
  SendOutcome sendPong(ByteBuffer payload);

  /**
   * Queues a message made by {@link OutboundMessage} without starting to send; {@link #flush()}
   * does. The session takes references of its own.
   *
   * @return {@code QUEUED}, {@code FULL} or {@code CLOSED}
   * @throws UnsupportedOperationException on a client's session: a client masks each message by
   *     itself
   */
  SendOutcome offer(List<SharedBuffer> message);

  /**
   * Queues a message that knows its time: see {@link #offer(List)} and {@link
   * #oldestUnsentNanos()}.
   *
   * @param stampNanos when it arrived at this server, by the transport's clock
   * @param droppable whether {@link #discardQueued()} may drop it
   */
  SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable);

  /**
   * Drops the droppable messages that wait and of which nothing has gone out, never control frames;
   * the others keep their order. In the session's context, and on its worker where the engine
   * serves it on one, it is done at once. On any other thread it is done soon, for what was offered
   * before, and not for what the thread offers afterwards.
   *
   * @return bytes dropped; 0 when it is done later
   */
  long discardQueued();

  /**
   * Time of the oldest message that has one and that the kernel has not taken whole, or {@link
   * #NOTHING_UNSENT}. It may be a moment old; asking costs next to nothing. What the kernel has
   * taken and not sent is {@link #unsentBytes()}.
   */
  long oldestUnsentNanos();

  /** Starts sending what is queued. */
  void flush();

  // ── files ─────────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends a file, or its end, as one binary message of one frame, in order with other messages. It
   * does not pass through the heap, and counts for 64 KiB of the queue whatever its size. What the
   * file holds more when it is sent is left out; what it holds less ends the session.
   *
   * <p>Opening it may wait for the disk: best called on a thread that may.
   *
   * @param fromByte where to begin, 0 or more
   * @param listener hears, in the session's context, how it goes, if it was accepted; its failure
   *     ends the session
   * @return any outcome; {@code FULL} also when the buffer pool is empty
   * @throws IOException when there is no such file, it may not be read, or it has no such byte; the
   *     session is as it was
   * @throws UnsupportedOperationException on a client's session: a client has to mask what it
   *     sends, so it has to read it
   */
  SendOutcome sendFile(Path path, long fromByte, FileListener listener) throws IOException;

  /**
   * Sends a range of a file: see {@link #sendFile(Path, long, FileListener)}.
   *
   * @param bytes how many of it
   * @throws IOException also when the file is shorter than that
   */
  SendOutcome sendFile(Path path, long fromByte, long bytes, FileListener listener)
      throws IOException;

  /**
   * Sends a file: see {@link #sendFile(Path, long, FileListener)}.
   *
   * @param ended hears how it ended
   */
  default SendOutcome sendFile(Path path, long fromByte, Consumer<FileOutcome> ended)
      throws IOException {
    return sendFile(
        path,
        fromByte,
        new FileListener() {
          @Override
          public void progressed(long bytes) {}

          @Override
          public void ended(FileOutcome outcome) {
            ended.accept(outcome);
          }
        });
  }

  /**
   * Begins to observe the handling of a message, for a handler that {@linkplain
   * WsHandler#observesMessages observes} them itself. Any thread.
   *
   * @return to be ended when the message has been handled; null if this message is not observed
   */
  default @Nullable WsObservation observe(MessageType type) {
    return null;
  }

  // ── the end ───────────────────────────────────────────────────────────────────────────────────

  /**
   * Ends the session in order: what is queued goes out, then the close frame.
   *
   * @throws IllegalArgumentException when a close frame must not carry the status's code
   */
  void close(WsClose status);

  /**
   * Ends the session with a close frame in front of what is queued, which is thrown away: for a
   * peer that does not keep up.
   *
   * @throws IllegalArgumentException when a close frame must not carry the status's code
   */
  void closeWithoutBacklog(WsClose status);

  @Override
  default void close(int code, String reason) {
    close(new WsClose(code, reason));
  }

  @Override
  default void closeWithoutBacklog(int code, String reason) {
    closeWithoutBacklog(new WsClose(code, reason));
  }
}
