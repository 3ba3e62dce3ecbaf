package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.OutboundFile;
import io.iocp.connection.PostOutcome;
import io.iocp.connection.PostedWork;
import io.iocp.connection.SecuritySession;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open WebSocket. Any thread may call any method, unless it says otherwise; nothing blocks, and
 * a peer that is too slow is an outcome, not an exception.
 */
public final class WsSession {

  private final Connection connection;
  private final WebSocketConnection protocol;
  private final BufferPool pool;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> variables;
  private final @Nullable String subprotocol;
  private volatile @Nullable Object attachment;

  // Only accessed in the session's context.
  private MessageHandler.@Nullable Collected collected;

  WsSession(
      Connection connection,
      WebSocketConnection protocol,
      BufferPool pool,
      HandshakeRequest request,
      Map<String, String> variables,
      @Nullable String subprotocol) {
    this.connection = connection;
    this.protocol = protocol;
    this.pool = pool;
    this.path = request.path();
    this.query = request.query();
    this.variables = variables;
    this.subprotocol = subprotocol;
  }

  /** The connection's id, as administration and metrics show it. */
  public long id() {
    return connection.id();
  }

  /** Whether we connected to the peer, rather than the peer to us. */
  public boolean isOutbound() {
    return protocol.role() == Role.CLIENT;
  }

  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  /** What TLS has agreed on, the name in the peer's certificate included; null without TLS. */
  public @Nullable SecuritySession security() {
    return connection.security();
  }

  /** The path of the handshake, decoded. */
  public String path() {
    return path;
  }

  /** The query of the handshake as sent, without its question mark. */
  public @Nullable String query() {
    return query;
  }

  /**
   * The path's segment with this name.
   *
   * @throws IllegalArgumentException when the handler's path has no such segment
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the path has no variable " + name + ": path=" + path);
    }
    return value;
  }

  /** The path's segments that have names, by their names; not modifiable. */
  public Map<String, String> variables() {
    return variables;
  }

  /** What was agreed on in the handshake. */
  public @Nullable String subprotocol() {
    return subprotocol;
  }

  /** Something of the handler's own. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Remembers something of the handler's own; null forgets it. */
  public void attach(@Nullable Object object) {
    attachment = object;
  }

  /** Index of the worker that serves the session: 0 … workers − 1. */
  public int worker() {
    return connection.worker();
  }

  /**
   * Runs the task in the session's serial context: at once if the caller is in it. An exception
   * ends the session, like one of the handler.
   */
  public void execute(Runnable task) {
    connection.execute(task);
  }

  /**
   * Work for the worker that serves this session, and others: what one task does for many sessions
   * of a worker costs one packet.
   *
   * @param work runs on an I/O worker, never twice at once; must not block. An exception is logged
   *     and counted
   */
  public WorkerTask workerTask(Runnable work) {
    return connection.workerTask(work)::getAsBoolean;
  }

  /**
   * Has work done in parts that go through the completion port between other things: a long
   * computation in the session's context that keeps nobody waiting for long. Work of one session is
   * done in the order in which it was posted.
   *
   * @return {@code FULL} when 64 pieces of work wait
   */
  public PostOutcome post(PostedWork work) {
    return connection.post(work);
  }

  /** Where buffers for messages come from. */
  public BufferPool buffers() {
    return pool;
  }

  /**
   * Sends a text message. {@code FULL} also when the buffer pool is empty; with nothing queued
   * nobody says when to try again then.
   */
  public SendOutcome sendText(String text) {
    return send(MessageType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Sends a binary message, copied; the buffer stays as it is. {@code FULL} also when the buffer
   * pool is empty; with nothing queued nobody says when to try again then.
   */
  public SendOutcome sendBinary(ByteBuffer message) {
    return send(MessageType.BINARY, message.duplicate());
  }

  /**
   * Sends a part of a message, copied; the buffer stays as it is. Until its last part nothing but
   * control frames may be sent between the parts: that is the caller's to see to.
   *
   * @param first whether the message begins with it
   * @param last whether the message ends with it
   * @return as for a message; a part that is refused may be sent again
   */
  public SendOutcome sendPart(MessageType type, ByteBuffer part, boolean first, boolean last) {
    return send(OutboundMessage.part(pool, protocol.writer(), type, part.duplicate(), first, last));
  }

  /**
   * Sends a ping; the handler hears the answer as {@link WsHandler#onPong}.
   *
   * @param payload at most 125 bytes; stays as it is
   */
  public SendOutcome sendPing(ByteBuffer payload) {
    return sendControl(out -> protocol.writer().writePing(out, payload.duplicate()));
  }

  /**
   * Sends a pong that nobody asked for. Pings are answered without this.
   *
   * @param payload at most 125 bytes; stays as it is
   */
  public SendOutcome sendPong(ByteBuffer payload) {
    return sendControl(out -> protocol.writer().writePong(out, payload.duplicate()));
  }

  private SendOutcome sendControl(Consumer<ByteBuffer> encoder) {
    // The bound does not apply to control frames, so it has to be asked for.
    SharedBuffer frame =
        connection.isBacklogged() ? null : pool.tryAcquire(FrameHeader.MAX_CONTROL_FRAME_BYTES);
    if (frame == null) {
      return connection.refuse();
    }
    try {
      encoder.accept(frame.memory());
      frame.region(0, frame.memory().position());
      return connection.sendControl(frame);
    } finally {
      frame.release();
    }
  }

  private SendOutcome send(MessageType type, ByteBuffer payload) {
    SessionCompression compression = protocol.compression();
    if (compression != null && compression.isWorth(payload)) {
      return compression.send(connection, protocol.writer(), type, payload);
    }
    return send(OutboundMessage.of(pool, protocol.writer(), type, payload));
  }

  private SendOutcome send(List<SharedBuffer> frames) {
    if (frames.isEmpty()) {
      return connection.refuse();
    }
    try {
      return connection.send(frames);
    } finally {
      frames.forEach(SharedBuffer::release);
    }
  }

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
  public SendOutcome sendFile(Path path, long fromByte, FileListener listener) throws IOException {
    requireServer(path);
    return offer(connection.openFile(path, fromByte, listener));
  }

  private void requireServer(Path path) {
    if (protocol.role() == Role.CLIENT) {
      throw new UnsupportedOperationException("a client cannot send a file unread: path=" + path);
    }
  }

  private SendOutcome offer(OutboundFile file) {
    SendOutcome outcome = send(file);
    if (!outcome.isAccepted()) {
      file.discard();
    }
    return outcome;
  }

  /**
   * Sends a range of a file: see {@link #sendFile(Path, long, FileListener)}.
   *
   * @param bytes how many of it
   * @throws IOException also when the file is shorter than that
   */
  public SendOutcome sendFile(Path path, long fromByte, long bytes, FileListener listener)
      throws IOException {
    requireServer(path);
    return offer(connection.openFile(path, fromByte, bytes, listener));
  }

  /**
   * Sends a file: see {@link #sendFile(Path, long, FileListener)}.
   *
   * @param ended hears how it ended
   */
  public SendOutcome sendFile(Path path, long fromByte, Consumer<FileOutcome> ended)
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

  private SendOutcome send(OutboundFile file) {
    SharedBuffer head = pool.tryAcquire(FrameHeader.MAX_SERVER_BYTES);
    if (head == null) {
      return connection.refuse();
    }
    FrameWriter.server().writeHeader(head.memory(), Opcode.BINARY, true, file.remainingBytes());
    head.region(0, head.memory().position());
    SendOutcome outcome = connection.sendFile(head, file);
    head.release();
    return outcome;
  }

  /**
   * Queues a message made by {@link OutboundMessage} without starting to send; {@link #flush()}
   * does. The session takes references of its own.
   *
   * @return {@code QUEUED}, {@code FULL} or {@code CLOSED}
   * @throws UnsupportedOperationException on a client's session: a client masks each message by
   *     itself
   */
  public SendOutcome offer(List<SharedBuffer> message) {
    if (protocol.role() == Role.CLIENT) {
      throw new UnsupportedOperationException("a client cannot send what others send, too");
    }
    return connection.offer(message);
  }

  /**
   * Queues a message that knows its time: see {@link #offer(List)} and {@link
   * #oldestUnsentNanos()}.
   *
   * @param stampNanos when it arrived at this server, by the transport's clock
   * @param droppable whether {@link #discardQueued()} may drop it
   */
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    if (protocol.role() == Role.CLIENT) {
      throw new UnsupportedOperationException("a client cannot send what others send, too");
    }
    return connection.offer(message, stampNanos, droppable);
  }

  /**
   * Drops the droppable messages that wait and of which nothing has gone out, never control frames;
   * the others keep their order. In the session's context, and on its worker where the engine
   * serves it on one, it is done at once. On any other thread it is done soon, for what was offered
   * before, and not for what the thread offers afterwards.
   *
   * @return bytes dropped; 0 when it is done later
   */
  public long discardQueued() {
    return connection.discardQueued();
  }

  /**
   * Time of the oldest message that has one and that the kernel has not taken whole, or {@code
   * Long.MIN_VALUE} if there is none. It may be a moment old; asking costs next to nothing.
   */
  public long oldestUnsentNanos() {
    return connection.oldestUnsentNanos();
  }

  /** Starts sending what is queued. */
  public void flush() {
    connection.flush();
  }

  /** Bytes of buffer slots that are queued or in flight. */
  public long queuedBytes() {
    return connection.queuedBytes();
  }

  /** Sets another bound for the session's send queue, in bytes of buffer slots. */
  public void sendQueueBound(long bytes) {
    connection.sendQueueBound(bytes);
  }

  /**
   * Stops reading: the peer is slowed down by TCP. What arrived already is kept. That the peer
   * finishes is seen after {@link #resume}, or the idle timeout ends the session.
   */
  public void pause() {
    connection.execute(protocol::pause);
  }

  /** Reads on. */
  public void resume() {
    connection.execute(protocol::resume);
  }

  /**
   * Ends the session in order: what is queued goes out, then the close frame.
   *
   * @throws IllegalArgumentException when a close frame must not carry the status's code
   */
  public void close(WsClose status) {
    requireSendable(status);
    connection.execute(() -> protocol.endSession(status));
  }

  /**
   * Ends the session with a close frame in front of what is queued, which is thrown away: for a
   * peer that does not keep up.
   *
   * @throws IllegalArgumentException when a close frame must not carry the status's code
   */
  public void closeWithoutBacklog(WsClose status) {
    requireSendable(status);
    connection.execute(
        () -> {
          connection.dropBacklog();
          protocol.endSession(status);
        });
  }

  /** Ends the session at once with a reset. */
  public void abort() {
    connection.abort(CloseCause.POLICY);
  }

  private static void requireSendable(WsClose status) {
    int code = status.code();
    if (code != CloseCode.NO_STATUS && !CloseCode.isAllowedOnWire(code)) {
      throw new IllegalArgumentException("a close frame must not carry this code: code=" + code);
    }
  }

  MessageHandler.@Nullable Collected collected() {
    return collected;
  }

  void collected(MessageHandler.@Nullable Collected message) {
    collected = message;
  }
}
