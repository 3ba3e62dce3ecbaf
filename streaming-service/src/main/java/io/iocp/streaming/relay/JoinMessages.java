package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayList;
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

  /** One message; none if it has no buffers. */
  static JoinMessages of(List<SharedBuffer> message) {
    return message.isEmpty() ? NONE : new JoinMessages(List.of(message));
  }

  /** These and another one behind them; takes over the references of both. */
  JoinMessages with(List<SharedBuffer> message) {
    if (message.isEmpty()) {
      return this;
    }
    List<List<SharedBuffer>> all = new ArrayList<>(messages);
    all.add(message);
    return new JoinMessages(all);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  JoinMessages retain() {
    messages.forEach(message -> message.forEach(SharedBuffer::retain));
    return this;
  }

  void release() {
    messages.forEach(message -> message.forEach(SharedBuffer::release));
  }
}
