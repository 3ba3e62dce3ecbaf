package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import java.util.List;

/**
 * What every viewer gets before media: the description as a text message, then the init segment if
 * the format has one. Encoded messages, reference-counted through their buffers.
 */
record JoinMessages(List<List<SharedBuffer>> messages) {

  /** For viewers that come before the publisher has sent anything. */
  static final JoinMessages NONE = new JoinMessages(List.of());

  JoinMessages {
    messages = List.copyOf(messages);
  }

  JoinMessages retain() {
    messages.forEach(message -> message.forEach(SharedBuffer::retain));
    return this;
  }

  void release() {
    messages.forEach(message -> message.forEach(SharedBuffer::release));
  }
}
