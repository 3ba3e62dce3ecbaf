package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every viewer gets before media: the description as a text message, then the init segment if
 * the format has one. Encoded messages, reference-counted through their buffers.
 *
 * @param description what the media is that follows; null if none does yet
 * @param text empty for none
 * @param init empty for none
 */
record JoinMessages(
    @Nullable StreamDescription description, List<SharedBuffer> text, List<SharedBuffer> init) {

  /** For viewers that come before the publisher has sent anything. */
  static final JoinMessages NONE = of(List.of());

  /** A text without media; takes over the references. */
  static JoinMessages of(List<SharedBuffer> text) {
    return new JoinMessages(null, text, List.of());
  }

  /** Why there is nothing while the publisher is away; nothing when the pool is empty. */
  static JoinMessages publisherAway(BufferPool buffers) {
    return of(text(buffers, WaitingMessage.PUBLISHER_AWAY));
  }

  /**
   * What viewers get that join now.
   *
   * @param json the description
   * @param init the references stay with the caller
   * @return null when the pool is empty
   */
  static @Nullable JoinMessages of(
      BufferPool buffers, StreamDescription description, String json, List<SharedBuffer> init) {
    List<SharedBuffer> text = text(buffers, json);
    if (text.isEmpty()) {
      return null;
    }
    init.forEach(SharedBuffer::retain);
    return new JoinMessages(description, text, init);
  }

  private static List<SharedBuffer> text(BufferPool buffers, String json) {
    return OutboundMessage.of(
        buffers, MessageType.TEXT, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  JoinMessages retain() {
    text.forEach(SharedBuffer::retain);
    init.forEach(SharedBuffer::retain);
    return this;
  }

  void release() {
    text.forEach(SharedBuffer::release);
    init.forEach(SharedBuffer::release);
  }

  /** Queues the text, if there is one. */
  SendOutcome offerText(ViewerSession session, long nowNanos) {
    return text.isEmpty() ? SendOutcome.SENT : session.offerText(text, nowNanos);
  }

  /** Queues the init segment, if there is one. */
  SendOutcome offerInit(ViewerSession session, long nowNanos) {
    return init.isEmpty() ? SendOutcome.SENT : session.offer(init, nowNanos, false);
  }
}
