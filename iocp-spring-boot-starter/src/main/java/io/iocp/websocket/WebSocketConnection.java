package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.session.SessionProtocol;
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
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket on one connection, server side; {@link ClientWebSocketConnection} makes the other side
 * of it.
 *
 * <pre>
 *   HANDSHAKE ── 101 ──▶ OPEN ── see {@link SessionProtocol}
 *       └─── HTTP error ──▶ CLOSING
 * </pre>
 *
 * <p>All methods run in the connection's context.
 */
class WebSocketConnection extends SessionProtocol<WsSession, WsClose> implements FrameSink {

  // Players read the hint: another server, or this one again, is there in a moment.
  private static final WsClose STOPPING =
      new WsClose(CloseCode.GOING_AWAY, "server is stopping; retry-after=1");
  private static final WsClose HANDLER_FAILED =
      new WsClose(CloseCode.INTERNAL_ERROR, "internal error");
  private static final WsClose BROKEN = new WsClose(CloseCode.ABNORMAL, "");

  private final WebSocketShared shared;
  private final Role role;
  private final FrameWriter writer;
  private @Nullable WsHandler handler;
  private @Nullable FrameReader frames;
  // Written in the context, before the session is known to others.
  private @Nullable SessionCompression compression;
  private @Nullable ObservedSession observed;

  WebSocketConnection(WebSocketShared shared) {
    this(shared, Role.SERVER, FrameWriter.server());
  }

  WebSocketConnection(WebSocketShared shared, Role role, FrameWriter writer) {
    super(shared.pool());
    this.shared = shared;
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

  @Override
  public String protocol() {
    return "websocket";
  }

  @Override
  protected void readMessages(ByteBuffer input) {
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
    if (!isClosing()) {
      shared.violated(violation);
      endSession(violation.closeStatus());
    }
  }

  // ── handshake ─────────────────────────────────────────────────────────────────────────────────

  /** Reads the peer's part of the handshake; a client's has been read, or was refused. */
  void shakeHands(ByteBuffer input) {
    input.position(input.limit());
  }

  /** Sends our part of the handshake. */
  boolean sendHandshake(byte[] head) {
    return sendControl(head.length, out -> out.put(head));
  }

  /** What was agreed on for this session; before it is opened. */
  void compression(SessionCompression agreed) {
    compression = agreed;
  }

  /** How messages are compressed; null if they are not. Any thread, once there is a session. */
  @Nullable SessionCompression compression() {
    return compression;
  }

  /** What observes the session; before the handshake. */
  void observed(ObservedSession observer) {
    observed = observer;
  }

  /** What observes the session; null if nobody does. Any thread, once there is a session. */
  @Nullable ObservedSession observed() {
    return observed;
  }

  /** The handshake is done: the session begins. */
  void openSession(
      HandshakeRequest request,
      Map<String, String> variables,
      @Nullable String subprotocol,
      WsHandler sessionHandler,
      FrameLimits limits,
      @Nullable Object attachment,
      @Nullable Principal user) {
    shared.counters().increment(WebSocketCounter.SESSIONS_OPENED);
    connection().opened();
    WsSession opened =
        new DefaultWsSession(
            connection(), this, shared.pool(), request, variables, subprotocol, user);
    opened.attach(attachment);
    begin(opened);
    handler = sessionHandler;
    frames =
        new FrameReader(role, limits, this, compression == null ? null : compression.inflater());
    sessionHandler.onOpen(opened);
  }

  // ── frames ────────────────────────────────────────────────────────────────────────────────────

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    if (!isOpen()) {
      return;
    }
    if (observed == null) {
      handler().onPiece(openSession(), type, piece, last);
    } else {
      observed.piece(handler(), openSession(), type, piece, first, last);
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    answerPing(out -> writer.writePong(out, payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    if (!isClosing()) {
      handler().onPong(openSession(), payload);
    }
  }

  @Override
  public void close(WsClose status) {
    closedByPeer(status);
  }

  @Override
  protected void peerEnded(WsClose status, Runnable answer) {
    WsSession session = openSession();
    handler().onClosing(session, status, () -> session.execute(answer));
  }

  @Override
  public void pause() {
    super.pause();
    if (isPaused() && frames != null) {
      frames.pause();
    }
  }

  // ── what the session sends of its own accord ──────────────────────────────────────────────────

  @Override
  protected void writeClose(ByteBuffer out, WsClose status) {
    writer.writeClose(out, status);
  }

  @Override
  protected @Nullable SharedBuffer acquirePing() {
    return shared.ping().retain();
  }

  @Override
  protected int maximumControlBytes() {
    return FrameHeader.MAX_CONTROL_FRAME_BYTES;
  }

  @Override
  protected WsClose status(Ending ending) {
    return switch (ending) {
      case STOPPING -> STOPPING;
      case HANDLER_FAILED -> HANDLER_FAILED;
      case BROKEN -> BROKEN;
    };
  }

  @Override
  protected void pongSkipped() {
    shared.counters().increment(WebSocketCounter.PONGS_SKIPPED);
  }

  @Override
  protected void controlWithoutBuffer() {
    shared.counters().increment(WebSocketCounter.CONTROL_FRAMES_WITHOUT_BUFFER);
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void drained(Connection drained) {
    WsSession open = session();
    if (open != null && !isClosing()) {
      handler().onDrained(open);
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
    if (observed != null) {
      observed.closed();
    }
    WsSession ended = session();
    if (ended != null) {
      handler().onClose(ended, finalStatus());
    }
  }

  private WsHandler handler() {
    return Objects.requireNonNull(handler);
  }
}
