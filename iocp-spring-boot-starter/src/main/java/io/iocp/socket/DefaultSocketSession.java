package io.iocp.socket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.SendOutcome;
import io.iocp.session.ConnectionSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A protocol of the application's own on a connection of the transport. */
final class DefaultSocketSession extends ConnectionSession implements SocketSession {

  private final SocketConnection protocol;

  DefaultSocketSession(Connection connection, SocketConnection protocol, BufferPool pool) {
    super(connection, protocol, pool);
    this.protocol = protocol;
  }

  @Override
  public void opened() {
    execute(connection()::opened);
  }

  @Override
  public SendOutcome send(ByteBuffer bytes) {
    return bytes.hasRemaining() ? send(copy(bytes.duplicate())) : SendOutcome.SENT;
  }

  /** The bytes in as few buffers as it takes; empty when the pool is. */
  private List<SharedBuffer> copy(ByteBuffer bytes) {
    List<SharedBuffer> buffers = new ArrayList<>(1);
    while (bytes.hasRemaining()) {
      SharedBuffer buffer =
          buffers().tryAcquire(Math.min(bytes.remaining(), buffers().largestBytes()));
      if (buffer == null) {
        buffers.forEach(SharedBuffer::release);
        return List.of();
      }
      buffers.add(buffer);
      ByteBuffer out = buffer.memory();
      int count = Math.min(bytes.remaining(), out.remaining());
      out.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      buffer.region(0, out.position());
    }
    return buffers;
  }

  @Override
  public void close() {
    execute(protocol::close);
  }

  @Override
  public void close(int code, String reason) {
    execute(() -> protocol.end(code, reason));
  }

  @Override
  public void closeWithoutBacklog(int code, String reason) {
    execute(
        () -> {
          connection().dropBacklog(false);
          protocol.end(code, reason);
        });
  }
}
