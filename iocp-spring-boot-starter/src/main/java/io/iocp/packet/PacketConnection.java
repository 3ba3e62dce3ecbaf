package io.iocp.packet;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketReader;
import io.iocp.packet.protocol.PacketSink;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.packet.protocol.PacketWriter;
import io.iocp.session.SessionProtocol;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Packets on one connection; both sides are alike. There is no handshake: who says nothing is
 * pinged, and ends with the idle timeout.
 *
 * <p>All methods run in the connection's context.
 */
final class PacketConnection extends SessionProtocol<PacketSession, PacketClose>
    implements PacketSink {

  private static final PacketClose STOPPING = new PacketClose(PacketClose.GOING_AWAY, "stopping");
  private static final PacketClose HANDLER_FAILED =
      new PacketClose(PacketClose.INTERNAL_ERROR, "internal error");
  private static final PacketClose BROKEN = new PacketClose(PacketClose.ABNORMAL, "");

  private final PacketServer server;
  private final PacketRouting routing;
  private final PacketReader reader = new PacketReader(this);

  PacketConnection(PacketServer server, PacketRouting routing) {
    super(server.pool());
    this.server = server;
    this.routing = routing;
  }

  @Override
  public String protocol() {
    return "packet";
  }

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    opened.opened();
    server.counters().increment(PacketCounter.SESSIONS_OPENED);
    PacketSession session = new DefaultPacketSession(opened, this, server.pool());
    begin(session);
    routing.handlers().forEach(handler -> handler.onOpen(session));
  }

  @Override
  protected void readMessages(ByteBuffer input) {
    // Once more when the handler has paused and resumed in between.
    while (!isPaused() && input.hasRemaining()) {
      if (reader.read(input) == PacketReader.Outcome.VIOLATED) {
        violated(Objects.requireNonNull(reader.violation()));
      }
    }
  }

  private void violated(PacketViolation violation) {
    if (!isClosing()) {
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
    if (!isOpen()) {
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
    answerPing(out -> PacketWriter.writePong(out, payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    // That it arrived is what counts, and the connection has seen that.
  }

  @Override
  public void close(PacketClose close) {
    closedByPeer(close);
  }

  @Override
  public void pause() {
    super.pause();
    if (isPaused()) {
      reader.pause();
    }
  }

  // ── what the session sends of its own accord ──────────────────────────────────────────────────

  @Override
  protected void writeClose(ByteBuffer out, PacketClose close) {
    PacketWriter.writeClose(out, close);
  }

  @Override
  protected SharedBuffer acquirePing() {
    return server.ping().retain();
  }

  @Override
  protected int maximumControlBytes() {
    return PacketHeader.MAX_CONTROL_PACKET_BYTES;
  }

  @Override
  protected PacketClose status(Ending ending) {
    return switch (ending) {
      case STOPPING -> STOPPING;
      case HANDLER_FAILED -> HANDLER_FAILED;
      case BROKEN -> BROKEN;
    };
  }

  @Override
  protected void pongSkipped() {
    server.counters().increment(PacketCounter.PONGS_SKIPPED);
  }

  @Override
  protected void controlWithoutBuffer() {
    server.counters().increment(PacketCounter.CONTROL_PACKETS_WITHOUT_BUFFER);
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

  @Override
  public void drained(Connection drained) {
    if (!isClosing()) {
      PacketSession open = openSession();
      routing.handlers().forEach(handler -> handler.onDrained(open));
    }
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    PacketSession ended = session();
    if (ended != null) {
      PacketClose status = finalStatus();
      routing.handlers().forEach(handler -> handler.onClose(ended, status));
    }
  }
}
