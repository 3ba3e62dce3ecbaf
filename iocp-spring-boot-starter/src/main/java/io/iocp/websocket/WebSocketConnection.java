package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.Violation;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket on one connection, server side; {@link ClientWebSocketConnection} makes the other side
 * of it.
 *
 * <pre>
 *   HANDSHAKE ── 101 ──▶ OPEN ── close frame sent or received, or violation ──▶ CLOSING
 *       └─── HTTP error ─────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>All methods run in the connection's context.
 */
class WebSocketConnection extends PausableHandler implements FrameSink {

  // Players read the hint: another server, or this one again, is there in a moment.
  private static final WsClose STOPPING =
      new WsClose(CloseCode.GOING_AWAY, "server is stopping; retry-after=1");

  private final WebSocketServer server;
  private final Role role;
  private final FrameWriter writer;
  // Null on the client's side, and once there is a session.
  private @Nullable ServerHandshake handshake;
  private @Nullable WsHandler handler;
  private @Nullable FrameReader frames;
  // Written in the context, before the session is known to others.
  private @Nullable SessionCompression compression;
  private volatile @Nullable WsSession session;
  private @Nullable WsClose closedByPeer;
  private @Nullable WsClose closedByUs;

  WebSocketConnection(WebSocketServer server) {
    this(server, Role.SERVER, FrameWriter.server());
    this.handshake = new ServerHandshake(server, this);
  }

  WebSocketConnection(WebSocketServer server, Role role, FrameWriter writer) {
    this.server = server;
    this.role = role;
    this.writer = writer;
  }

  /** Which side of the protocol we are on. Any thread. */
  Role role() {
    return role;
  }

  /** Encodes what this side sends. Any thread. */
  FrameWriter writer() {
    return writer;
  }

  /** The session, once the handshake is done. Any thread. */
  @Nullable WsSession session() {
    return session;
  }

  @Override
  public String protocol() {
    return "websocket";
  }

  @Override
  protected void read(ByteBuffer input) {
    if (frames == null) {
      shakeHands(input);
    }
    if (frames != null) {
      readFrames(frames, input);
    }
  }

  private void readFrames(FrameReader reader, ByteBuffer input) {
    // Once more when the handler has paused and resumed in between.
    while (!isPaused() && input.hasRemaining()) {
      if (reader.read(input) == ReadOutcome.VIOLATED) {
        violated(Objects.requireNonNull(reader.violation()));
      }
    }
  }

  private void violated(Violation violation) {
    if (closedByUs == null) {
      server.violated(violation);
      endSession(violation.closeStatus());
    }
  }

  // ── handshake ─────────────────────────────────────────────────────────────────────────────────

  /** Reads the peer's part of the handshake. */
  void shakeHands(ByteBuffer input) {
    if (handshake != null) {
      handshake.read(input);
    }
  }

  /** What was agreed on for this session; before it is opened. */
  void compression(SessionCompression agreed) {
    compression = agreed;
  }

  /** How messages are compressed; null if they are not. Any thread, once there is a session. */
  @Nullable SessionCompression compression() {
    return compression;
  }

  /** The handshake is done: the session begins. */
  void openSession(
      HandshakeRequest request,
      Map<String, String> variables,
      @Nullable String subprotocol,
      WsHandler sessionHandler,
      FrameLimits limits,
      @Nullable Object attachment) {
    server.counters().increment(WebSocketCounter.SESSIONS_OPENED);
    connection().opened();
    WsSession opened =
        new WsSession(connection(), this, server.pool(), request, variables, subprotocol);
    opened.attach(attachment);
    session = opened;
    handshake = null;
    handler = sessionHandler;
    frames =
        new FrameReader(role, limits, this, compression == null ? null : compression.inflater());
    sessionHandler.onOpen(opened);
  }

  // ── frames ────────────────────────────────────────────────────────────────────────────────────

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    if (closedByUs == null && !connection().state().isFinal()) {
      handler().onPiece(openSession(), type, piece, last);
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    SharedBuffer waiting = connection().waitingReply();
    if (waiting != null) {
      addPong(waiting, payload);
      return;
    }
    SharedBuffer pong =
        encode(FrameHeader.MAX_CONTROL_FRAME_BYTES, out -> writer.writePong(out, payload));
    if (pong != null) {
      if (connection().sendReply(pong) == SendOutcome.FULL) {
        server.counters().increment(WebSocketCounter.PONGS_SKIPPED);
      }
      pong.release();
    }
  }

  /**
   * A peer that pings and does not read must not fill the queue with pongs: those that wait share
   * one buffer, and once that is full the latest is answered alone (RFC 6455, 5.5.3).
   */
  private void addPong(SharedBuffer waiting, ByteBuffer payload) {
    int start = waiting.start();
    ByteBuffer out = waiting.memory().clear().position(start + waiting.length());
    if (out.remaining() < FrameHeader.MAX_CONTROL_FRAME_BYTES) {
      out.position(start);
      server.counters().increment(WebSocketCounter.PONGS_SKIPPED);
    }
    writer.writePong(out, payload);
    waiting.region(start, out.position());
  }

  @Override
  public void pong(ByteBuffer payload) {
    if (closedByUs == null) {
      handler().onPong(openSession(), payload);
    }
  }

  @Override
  public void close(WsClose status) {
    closedByPeer = status;
    endSession(status);
  }

  // ── what the session asks for ─────────────────────────────────────────────────────────────────

  /** Says goodbye; what the peer still sends is read and ignored. */
  void endSession(WsClose status) {
    if (closedByUs != null) {
      return;
    }
    closedByUs = status;
    SharedBuffer frame =
        encode(FrameHeader.MAX_CONTROL_FRAME_BYTES, out -> writer.writeClose(out, status));
    if (frame != null) {
      connection().sendLast(frame);
      frame.release();
    }
    resume();
    connection().close();
  }

  @Override
  public void pause() {
    super.pause();
    if (isPaused() && frames != null) {
      frames.pause();
    }
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void keepAliveDue(Connection quiet) {
    if (session != null) {
      quiet.sendProbe(server.ping());
    }
  }

  @Override
  public void drained(Connection drained) {
    WsSession open = session;
    if (open != null && closedByUs == null) {
      handler().onDrained(open);
    }
  }

  @Override
  public void stopping(Connection stopping) {
    if (session != null) {
      endSession(STOPPING);
    } else {
      stopping.close();
    }
  }

  @Override
  public boolean leavesLast() {
    return handler != null && handler.leavesLast();
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    if (compression != null) {
      compression.end();
    }
    WsSession ended = session;
    if (ended != null) {
      handler().onClose(ended, finalStatus());
    }
  }

  private WsClose finalStatus() {
    if (closedByPeer != null) {
      return closedByPeer;
    }
    return closedByUs != null ? closedByUs : new WsClose(CloseCode.ABNORMAL, "");
  }

  boolean sendControl(int maximumBytes, Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = encode(maximumBytes, encoder);
    if (buffer == null) {
      return false;
    }
    connection().sendControl(buffer);
    buffer.release();
    return true;
  }

  private @Nullable SharedBuffer encode(int maximumBytes, Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = server.pool().tryAcquire(maximumBytes);
    if (buffer == null) {
      server.counters().increment(WebSocketCounter.CONTROL_FRAMES_WITHOUT_BUFFER);
      return null;
    }
    encoder.accept(buffer.memory());
    buffer.region(0, buffer.memory().position());
    return buffer;
  }

  private WsHandler handler() {
    return Objects.requireNonNull(handler);
  }

  private WsSession openSession() {
    return Objects.requireNonNull(session);
  }
}
