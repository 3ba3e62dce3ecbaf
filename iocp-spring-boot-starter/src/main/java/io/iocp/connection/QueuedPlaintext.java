package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;

/** The buffers of a pipeline that are marked as in flight. Connection's context only. */
final class QueuedPlaintext implements Plaintext {

  private final SendPipeline pipeline;

  private int remaining;
  private int consumed;
  private int index;
  // Bytes of that buffer which are consumed.
  private int offset;

  QueuedPlaintext(SendPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Starts again with what is marked now. */
  void begin() {
    index = 0;
    offset = pipeline.headOffset();
    consumed = 0;
    remaining = -offset;
    for (int i = 0; i < pipeline.inFlight(); i++) {
      remaining += pipeline.at(i).length();
    }
  }

  /** Bytes that were consumed since it was last asked. */
  int consumed() {
    int bytes = consumed;
    consumed = 0;
    return bytes;
  }

  @Override
  public int remaining() {
    return remaining;
  }

  @Override
  public int peek(byte[] into, int maximumBytes) {
    int count = Math.min(maximumBytes, remaining);
    int copied = 0;
    int skipped = offset;
    for (int i = index; copied < count; i++) {
      SharedBuffer buffer = pipeline.at(i);
      int bytes = Math.min(buffer.length() - skipped, count - copied);
      buffer.memory().get(buffer.start() + skipped, into, copied, bytes);
      copied += bytes;
      skipped = 0;
    }
    return count;
  }

  @Override
  public void consume(int bytes) {
    remaining -= bytes;
    consumed += bytes;
    offset += bytes;
    while (remaining > 0 && offset >= pipeline.at(index).length()) {
      offset -= pipeline.at(index).length();
      index++;
    }
  }
}
