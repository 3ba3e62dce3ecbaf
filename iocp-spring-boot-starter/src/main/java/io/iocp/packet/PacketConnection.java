package io.iocp.packet;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketReader;
import io.iocp.packet.protocol.PacketSink;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.packet.protocol.PacketWriter;
import java.nio.ByteBuffer;
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
final class PacketConnection extends PausableHandler implements PacketSink {

  private final PacketServer server;
  private final PacketRouting routing;
  private final PacketReader reader = new PacketReader(this);
  private volatile @Nullable PacketSession session;
  private @Nullable PacketClose closedByPeer;
  private @Nullable PacketClose closedByUs;

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
    super.opened(opened);
    opened.opened();
    server.counters().increment(PacketCounter.SESSIONS_OPENED);
    PacketSession begun = new PacketSession(opened, this, server.pool());
    session = begun;
    routing.handlers().forEach(handler -> handler.onOpen(begun));
  }

  @Override
  protected void read(ByteBuffer input) {
    // Once more when the handler has paused and resumed in between.
    while (!isPaused() && input.hasRemaining()) {
      if (reader.read(input) == PacketReader.Outcome.VIOLATED) {
        violated(Objects.requireNonNull(reader.violation()));
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
    SharedBuffer waiting = connection().waitingReply();
    if (waiting != null) {
      addPong(waiting, payload);
      return;
    }
    SharedBuffer pong = encode(out -> PacketWriter.writePong(out, payload));
    if (pong != null) {
      if (connection().sendReply(pong) == SendOutcome.FULL) {
        server.counters().increment(PacketCounter.PONGS_SKIPPED);
      }
      pong.release();
    }
  }

  /**
   * A peer that pings and does not read must not fill the queue with pongs: those that wait share
   * one buffer, and once that is full the latest is answered alone.
   */
  private void addPong(SharedBuffer waiting, ByteBuffer payload) {
    int start = waiting.start();
    ByteBuffer out = waiting.memory().clear().position(start + waiting.length());
    if (out.remaining() < PacketHeader.MAX_CONTROL_PACKET_BYTES) {
      out.position(start);
      server.counters().increment(PacketCounter.PONGS_SKIPPED);
    }
    PacketWriter.writePong(out, payload);
    waiting.region(start, out.position());
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
    SharedBuffer packet = encode(out -> PacketWriter.writeClose(out, close));
    if (packet != null) {
      connection().sendLast(packet);
      packet.release();
    }
    resume();
    connection().close();
  }

  @Override
  public void pause() {
    super.pause();
    if (isPaused()) {
      reader.pause();
    }
  }

  // ── connection ────────────────────────────────────────────────────────────────────────────────

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
    super.closed(closed, cause);
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

  private @Nullable SharedBuffer encode(Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = server.pool().tryAcquire(PacketHeader.MAX_CONTROL_PACKET_BYTES);
    if (buffer == null) {
      server.counters().increment(PacketCounter.CONTROL_PACKETS_WITHOUT_BUFFER);
      return null;
    }
    encoder.accept(buffer.memory());
    buffer.region(0, buffer.memory().position());
    return buffer;
  }

  private PacketSession openSession() {
    return Objects.requireNonNull(session);
  }
}
