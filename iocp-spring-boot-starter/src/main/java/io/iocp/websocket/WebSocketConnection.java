package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionState;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
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
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
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
class WebSocketConnection implements ConnectionHandler, FrameSink {

  // Players read the hint: another server, or this one again, is there in a moment.
  private static final CloseStatus STOPPING =
      new CloseStatus(CloseCode.GOING_AWAY, "server is stopping; retry-after=1");

  private final WebSocketServer server;
  private final Role role;
  private final FrameWriter writer;
  // Null on the client's side, and once there is a session.
  private @Nullable ServerHandshake handshake;
  private @Nullable Connection connection;
  private @Nullable WebSocketHandler handler;
  private @Nullable FrameReader frames;
  // Written in the context, before the session is known to others.
  private @Nullable SessionCompression compression;
  private volatile @Nullable WebSocketSession session;
  private @Nullable CloseStatus closedByPeer;
  private @Nullable CloseStatus closedByUs;
  private boolean paused;
  // A piece is being read: whoever resumes now leaves the rest to that loop.
  private boolean reading;
  // The peer finished sending while pieces of it were unread.
  private boolean finishedByPeer;
  // What arrived, or was left over, while reading is paused: little, the port is paused too.
  private @Nullable ArrayDeque<SharedBuffer> unread;

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
  @Nullable WebSocketSession session() {
    return session;
  }

  @Override
  public String protocol() {
    return "websocket";
  }

  @Override
  public void opened(Connection opened) {
    connection = opened;
  }

  @Override
  public void received(Connection from, SharedBuffer buffer) {
    ByteBuffer memory = buffer.memory();
    memory.limit(buffer.start() + buffer.length()).position(buffer.start());
    if (paused) {
      keep(buffer);
      return;
    }
    read(buffer);
  }

  /** Reads between the memory's position and limit; releases the buffer unless it is kept. */
  private void read(SharedBuffer buffer) {
    boolean kept = false;
    reading = true;
    try {
      ByteBuffer input = buffer.memory();
      if (frames == null) {
        shakeHands(input);
      }
      if (frames != null) {
        readFrames(frames, input);
      }
      if (paused && input.hasRemaining()) {
        kept = true;
        unread().addFirst(buffer);
      }
    } finally {
      reading = false;
      if (!kept) {
        buffer.release();
      }
    }
  }

  private void readFrames(FrameReader reader, ByteBuffer input) {
    // Once more when the handler has paused and resumed in between.
    while (!paused && input.hasRemaining()) {
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

  /** A handshake that had reading paused is decided: what came meanwhile is read. */
  void decided(Runnable outcome) {
    paused = false;
    outcome.run();
    if (!paused) {
      // Unless the handler has paused again.
      paused = true;
      resume();
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
      WebSocketHandler sessionHandler,
      FrameLimits limits,
      @Nullable Object attachment) {
    server.counters().increment(WebSocketCounter.SESSIONS_OPENED);
    connection().opened();
    WebSocketSession opened =
        new WebSocketSession(connection(), this, server.pool(), request, variables, subprotocol);
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
    // A peer that pings and does not read would fill the queue with pongs.
    if (!connection().beginReply()) {
      server.counters().increment(WebSocketCounter.PONGS_SKIPPED);
      return;
    }
    sendControl(FrameHeader.MAX_CONTROL_FRAME_BYTES, out -> writer.writePong(out, payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    if (closedByUs == null) {
      handler().onPong(openSession(), payload);
    }
  }

  @Override
  public void close(CloseStatus status) {
    closedByPeer = status;
    endSession(status);
  }

  // ── what the session asks for ─────────────────────────────────────────────────────────────────

  /** Says goodbye; what the peer still sends is read and ignored. */
  void endSession(CloseStatus status) {
    if (closedByUs != null) {
      return;
    }
    closedByUs = status;
    sendControl(FrameHeader.MAX_CONTROL_FRAME_BYTES, out -> writer.writeClose(out, status));
    resume();
    connection().close();
  }

  void pause() {
    if (connection().state() == ConnectionState.CLOSING) {
      return; // The peer's close frame and its FIN can only be seen by reading.
    }
    paused = true;
    connection().pause();
    if (frames != null) {
      frames.pause();
    }
  }

  void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    while (!paused && !reading && unread != null && !unread.isEmpty()) {
      read(unread.removeFirst());
    }
    if (!paused) {
      connection().resume();
      if (finishedByPeer && !reading) {
        connection().close();
      }
    }
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void peerFinished(Connection finished) {
    finishedByPeer = true;
    if (unread == null || unread.isEmpty()) {
      finished.close();
    }
  }

  @Override
  public void keepAliveDue(Connection quiet) {
    if (session != null) {
      quiet.sendProbe(server.ping());
    }
  }

  @Override
  public void drained(Connection drained) {
    WebSocketSession open = session;
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
    if (unread != null) {
      unread.forEach(SharedBuffer::release);
      unread.clear();
    }
    if (compression != null) {
      compression.end();
    }
    WebSocketSession ended = session;
    if (ended != null) {
      handler().onClose(ended, finalStatus());
    }
  }

  private CloseStatus finalStatus() {
    if (closedByPeer != null) {
      return closedByPeer;
    }
    return closedByUs != null ? closedByUs : new CloseStatus(CloseCode.ABNORMAL, "");
  }

  boolean sendControl(int maximumBytes, Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = server.pool().tryAcquire(maximumBytes);
    if (buffer == null) {
      server.counters().increment(WebSocketCounter.CONTROL_FRAMES_WITHOUT_BUFFER);
      return false;
    }
    try {
      encoder.accept(buffer.memory());
      buffer.region(0, buffer.memory().position());
      connection().sendControl(buffer);
    } finally {
      buffer.release();
    }
    return true;
  }

  private void keep(SharedBuffer buffer) {
    unread().addLast(buffer);
  }

  private ArrayDeque<SharedBuffer> unread() {
    if (unread == null) {
      unread = new ArrayDeque<>(2);
    }
    return unread;
  }

  Connection connection() {
    return Objects.requireNonNull(connection);
  }

  private WebSocketHandler handler() {
    return Objects.requireNonNull(handler);
  }

  private WebSocketSession openSession() {
    return Objects.requireNonNull(session);
  }
}
