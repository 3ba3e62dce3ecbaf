package io.iocp.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Publishes at a fixed rate. A message carries the moment it was due, not the moment it could be
 * written: when the relay holds the publisher back, the wait belongs to the delay.
 */
final class Publisher {

  private static final int FINAL_BINARY_FRAME = 0x82;
  private static final int MASKED = 0x80;
  private static final int MAX_7_BIT_LENGTH = 125;
  private static final int MAX_16_BIT_LENGTH = 0xFFFF;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;
  private static final int MASKING_KEY = 0x1B2D3F45;
  private static final int MAX_HEADER_BYTES = 2 + Long.BYTES + Integer.BYTES;

  private final SocketChannel channel;
  private final MessagePattern pattern;
  private final LongSupplier nanoClock;
  private final ByteBuffer frame;

  Publisher(SocketChannel channel, MessagePattern pattern, LongSupplier nanoClock) {
    this.channel = channel;
    this.pattern = pattern;
    this.nanoClock = nanoClock;
    this.frame = ByteBuffer.allocateDirect(MAX_HEADER_BYTES + pattern.lengthBytes());
  }

  /** Publishes messages 0 to {@code count - 1}; the first is due at {@code startNanos}. */
  void publish(long count, long startNanos, long intervalNanos) throws IOException {
    for (long sequence = 0; sequence < count; sequence++) {
      long dueNanos = startNanos + sequence * intervalNanos;
      for (long early = dueNanos - nanoClock.getAsLong();
          early > 0;
          early = dueNanos - nanoClock.getAsLong()) {
        LockSupport.parkNanos(early);
      }
      encode(sequence, dueNanos);
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }
  }

  private void encode(long sequence, long dueNanos) {
    frame.clear();
    frame.put((byte) FINAL_BINARY_FRAME);
    putLength(pattern.lengthBytes());
    frame.putInt(MASKING_KEY);
    int payload = frame.position();
    pattern.write(sequence, dueNanos, frame);
    frame.flip();
    mask(payload);
  }

  /** In as few bytes as possible, as RFC 6455, section 5.2 demands. */
  private void putLength(int lengthBytes) {
    if (lengthBytes <= MAX_7_BIT_LENGTH) {
      frame.put((byte) (MASKED | lengthBytes));
    } else if (lengthBytes <= MAX_16_BIT_LENGTH) {
      frame.put((byte) (MASKED | LENGTH_IN_16_BITS)).putShort((short) lengthBytes);
    } else {
      frame.put((byte) (MASKED | LENGTH_IN_64_BITS)).putLong(lengthBytes);
    }
  }

  private void mask(int payload) {
    int position = payload;
    for (; position + Integer.BYTES <= frame.limit(); position += Integer.BYTES) {
      frame.putInt(position, frame.getInt(position) ^ MASKING_KEY);
    }
    for (int shift = Integer.SIZE - Byte.SIZE; position < frame.limit(); position++) {
      frame.put(position, (byte) (frame.get(position) ^ MASKING_KEY >>> shift));
      shift -= Byte.SIZE;
    }
  }
}
