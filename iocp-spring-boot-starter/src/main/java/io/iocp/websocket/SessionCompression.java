package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.protocol.DeflateParameters;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.MessageDeflater;
import io.iocp.websocket.protocol.MessageInflater;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Role;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What compression takes for one session. Messages of several threads are compressed one after the
 * other, and queued in that order: later ones may refer to earlier ones.
 */
final class SessionCompression {

  private final WebSocketShared shared;
  private final int minimumBytes;
  // Only accessed in the session's context.
  private final MessageInflater inflater;

  private final Object lock = new Object();
  // Guarded by lock.
  private final MessageDeflater deflater;
  private boolean ended;

  SessionCompression(WebSocketShared shared, Role role, DeflateParameters terms) {
    boolean fromServer = terms.serverKeepsContext();
    boolean fromClient = terms.clientKeepsContext();
    this.shared = shared;
    this.minimumBytes = shared.options().compression().minimumBytes();
    this.inflater = new MessageInflater(role == Role.SERVER ? fromClient : fromServer);
    this.deflater =
        role == Role.SERVER && terms.serverWindowBits() > 0
            ? new MessageDeflater(fromServer, terms.serverWindowBits())
            : new MessageDeflater(role == Role.SERVER ? fromServer : fromClient);
  }

  MessageInflater inflater() {
    return inflater;
  }

  boolean isWorth(ByteBuffer payload) {
    return payload.remaining() >= minimumBytes;
  }

  /** Sends a message compressed. Any thread. */
  SendOutcome send(
      Connection connection, FrameWriter writer, MessageType type, ByteBuffer payload) {
    SendOutcome outcome;
    synchronized (lock) {
      if (ended) {
        return SendOutcome.CLOSED;
      }
      if (connection.isBacklogged()) {
        return connection.refuse();
      }
      outcome = offer(connection, compress(shared.pool(), writer, type, payload));
      if (!outcome.isAccepted()) {
        deflater.forget();
      }
    }
    return outcome == SendOutcome.QUEUED && connection.flush() ? SendOutcome.SENT : outcome;
  }

  private SendOutcome offer(Connection connection, List<SharedBuffer> frames) {
    if (frames.isEmpty()) {
      return connection.refuse();
    }
    try {
      shared.counters().increment(WebSocketCounter.MESSAGES_COMPRESSED);
      return connection.offer(frames);
    } finally {
      frames.forEach(SharedBuffer::release);
    }
  }

  private List<SharedBuffer> compress(
      BufferPool pool, FrameWriter writer, MessageType type, ByteBuffer payload) {
    OutboundMessage message = new OutboundMessage(pool, writer, type, true);
    if (!deflater.deflate(payload, message::append)) {
      message.discard();
      return List.of();
    }
    return message.finish();
  }

  /** Gives the native memory back. In the session's context, after the last message was read. */
  void end() {
    inflater.end();
    synchronized (lock) {
      ended = true;
      deflater.end();
    }
    shared.compressionEnded();
  }
}
