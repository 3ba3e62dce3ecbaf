package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.StreamDescription;
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

  JoinMessages retain() {
    text.forEach(SharedBuffer::retain);
    init.forEach(SharedBuffer::retain);
    return this;
  }

  void release() {
    text.forEach(SharedBuffer::release);
    init.forEach(SharedBuffer::release);
  }
}
