package io.iocp.packet;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.FileListener;
import io.iocp.connection.OutboundFile;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketWriter;
import io.iocp.session.ProtocolSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Packets on a connection of the transport. */
final class DefaultPacketSession extends ProtocolSession<PacketClose> implements PacketSession {

  DefaultPacketSession(Connection connection, PacketConnection protocol, BufferPool pool) {
    super(connection, protocol, pool);
  }

  @Override
  public SendOutcome send(int type, ByteBuffer payload) {
    PacketWriter.requireApplicationType(type);
    return send(encode(type, payload.duplicate()));
  }

  /** The packet in as few buffers as it takes; empty when the pool is. */
  private List<SharedBuffer> encode(int type, ByteBuffer payload) {
    List<SharedBuffer> buffers = new ArrayList<>(1);
    int headerBytes = PacketHeader.BYTES;
    do {
      long wanted = (long) headerBytes + payload.remaining();
      SharedBuffer buffer = buffers().tryAcquire((int) Math.min(wanted, buffers().largestBytes()));
      if (buffer == null) {
        buffers.forEach(SharedBuffer::release);
        return List.of();
      }
      buffers.add(buffer);
      ByteBuffer out = buffer.memory();
      if (headerBytes > 0) {
        PacketWriter.writeHeader(out, type, payload.remaining());
        headerBytes = 0;
      }
      int count = Math.min(payload.remaining(), out.remaining());
      out.put(payload.slice(payload.position(), count));
      payload.position(payload.position() + count);
      buffer.region(0, out.position());
    } while (payload.hasRemaining());
    return buffers;
  }

  @Override
  public SendOutcome sendFile(int type, Path path, long fromByte, long bytes, FileListener listener)
      throws IOException {
    PacketWriter.requireApplicationType(type);
    OutboundFile file = connection().files().open(path, fromByte, bytes, listener);
    return sendFile(
        file,
        PacketHeader.BYTES,
        out -> PacketWriter.writeHeader(out, type, file.remainingBytes()));
  }

  @Override
  public void close(PacketClose close) {
    requireSendable(close);
    end(close);
  }

  @Override
  public void closeWithoutBacklog(PacketClose close) {
    requireSendable(close);
    endWithoutBacklog(close);
  }

  @Override
  protected void dropBacklog() {
    connection().dropBacklog(true);
  }

  private static void requireSendable(PacketClose close) {
    if (close.code() != PacketClose.NO_STATUS && !close.isAllowedOnWire()) {
      throw new IllegalArgumentException("code must not be sent: code=" + close.code());
    }
  }
}
