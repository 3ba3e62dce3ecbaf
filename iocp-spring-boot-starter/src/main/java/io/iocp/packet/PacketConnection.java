package io.iocp.packet;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionState;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketReader;
import io.iocp.packet.protocol.PacketSink;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.packet.protocol.PacketWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Packets on one connection; both sides are alike.
 *
 * <pre>
 *   OPEN ── close packet sent or received, or violation ──▶ CLOSING
 * </pre>
 *
 * <p>All methods run in the connection's context.
 */
final class PacketConnection implements ConnectionHandler, PacketSink {

  private final PacketServer server;
  private final PacketRouting routing;
  private final PacketReader reader = new PacketReader(this);
  private @Nullable Connection connection;
  private volatile @Nullable PacketSession session;
  private @Nullable PacketClose closedByPeer;
  private @Nullable PacketClose closedByUs;
  private boolean paused;
  // A piece is being read: whoever resumes now leaves the rest to that loop.
  private boolean reading;
  // The peer finished sending while pieces of it were unread.
  private boolean finishedByPeer;
  // What arrived, or was left over, while reading is paused: little, the port is paused too.
  private final ArrayDeque<SharedBuffer> unread = new ArrayDeque<>(2);

  PacketConnection(PacketServer server, PacketRouting routing) {
    this.server = server;
    this.routing = routing;
  }

  /** The session, from its begin on. Any thread. */
  @Nullable PacketSession session() {
    return session;
  }

  @Override
  public String protocol() {
    return "packet";
  }

  /** There is no handshake: who says nothing is pinged, and ends with the idle timeout. */
  @Override
  public void opened(Connection opened) {
    connection = opened;
    opened.opened();
    server.counters().increment(PacketCounter.SESSIONS_OPENED);
    PacketSession begun = new PacketSession(opened, this, server.pool());
    session = begun;
    routing.handlers().forEach(handler -> handler.onOpen(begun));
  }

  @Override
  public void received(Connection from, SharedBuffer buffer) {
    buffer.memory().limit(buffer.start() + buffer.length()).position(buffer.start());
    if (paused) {
      unread.addLast(buffer);
    } else {
      read(buffer);
    }
  }

  /** Reads between the memory's position and limit; releases the buffer unless it is kept. */
  private void read(SharedBuffer buffer) {
    boolean kept = false;
    reading = true;
    try {
      ByteBuffer input = buffer.memory();
      // Once more when the handler has paused and resumed in between.
      while (!paused && input.hasRemaining()) {
        if (reader.read(input) == PacketReader.Outcome.VIOLATED) {
          violated(Objects.requireNonNull(reader.violation()));
        }
      }
      if (paused && input.hasRemaining()) {
        kept = true;
        unread.addFirst(buffer);
      }
    } finally {
      reading = false;
      if (!kept) {
        buffer.release();
      }
    }
  }

  private void violated(PacketViolation violation) {
    if (closedByUs == null) {
      server.violated(violation);
      endSession(violation.close());
    }
  }

  // ── packets ───────────────────────────────────────────────────────────────────────────────────

  @Override
  public long maximumBytes(int type) {
    return routing.maximumBytes(type);
  }

  @Override
  public void data(int type, ByteBuffer piece, long remainingBytes) {
    if (closedByUs != null || connection().state().isFinal()) {
      return;
    }
    if (remainingBytes == 0) {
      server.counters().increment(PacketCounter.PACKETS_RECEIVED);
    }
    Objects.requireNonNull(routing.handler(type))
        .onPiece(openSession(), type, piece, remainingBytes);
  }

  @Override
  public void ping(ByteBuffer payload) {
    // A peer that pings and does not read would fill the queue with pongs.
    if (!connection().beginReply()) {
      server.counters().increment(PacketCounter.PONGS_SKIPPED);
      return;
    }
    sendControl(out -> PacketWriter.writePong(out, payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    // That it arrived is what counts, and the connection has seen that.
  }

  @Override
  public void close(PacketClose close) {
    closedByPeer = close;
    endSession(close);
  }

  // ── what the session asks for ─────────────────────────────────────────────────────────────────

  /** Says goodbye; what the peer still sends is read and ignored. */
  void endSession(PacketClose close) {
    if (closedByUs != null) {
      return;
    }
    closedByUs = close;
    sendControl(out -> PacketWriter.writeClose(out, close));
    resume();
    connection().close();
  }

  void pause() {
    if (connection().state() == ConnectionState.CLOSING) {
      return; // The peer's close packet and its FIN can only be seen by reading.
    }
    paused = true;
    connection().pause();
    reader.pause();
  }

  void resume() {
    if (!paused) {
      return;
    }
    paused = false;
    while (!paused && !reading && !unread.isEmpty()) {
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
    if (unread.isEmpty()) {
      finished.close();
    }
  }

  @Override
  public void keepAliveDue(Connection quiet) {
    quiet.sendProbe(server.ping());
  }

  @Override
  public void drained(Connection drained) {
    if (closedByUs == null) {
      PacketSession open = openSession();
      routing.handlers().forEach(handler -> handler.onDrained(open));
    }
  }

  @Override
  public void stopping(Connection stopping) {
    endSession(new PacketClose(PacketClose.GOING_AWAY, "stopping"));
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    unread.forEach(SharedBuffer::release);
    unread.clear();
    PacketSession ended = session;
    if (ended != null) {
      ended.assembly(null);
      PacketClose status = finalStatus();
      routing.handlers().forEach(handler -> handler.onClose(ended, status));
    }
  }

  private PacketClose finalStatus() {
    if (closedByPeer != null) {
      return closedByPeer;
    }
    return closedByUs != null ? closedByUs : new PacketClose(PacketClose.ABNORMAL, "");
  }

  private void sendControl(Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = server.pool().tryAcquire(PacketHeader.MAX_CONTROL_PACKET_BYTES);
    if (buffer == null) {
      server.counters().increment(PacketCounter.CONTROL_PACKETS_WITHOUT_BUFFER);
      return;
    }
    try {
      encoder.accept(buffer.memory());
      buffer.region(0, buffer.memory().position());
      connection().sendControl(buffer);
    } finally {
      buffer.release();
    }
  }

  private Connection connection() {
    return Objects.requireNonNull(connection);
  }

  private PacketSession openSession() {
    return Objects.requireNonNull(session);
  }
}
