package io.iocp.benchmarks.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One watching connection. Used by the thread of its {@link ViewerLoop} only, once registered. */
final class Viewer implements FrameParser.Sink {

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  private final SocketChannel channel;
  private final MessageVerifier verifier;
  private final long lastSequence;
  private final Runnable complete;
  private final MeasuredWindow window;
  private final FrameParser parser = new FrameParser(this);
  private long nowNanos;

  /**
   * @param lastSequence the last message that will be published
   * @param complete run once when that message has arrived
   */
  Viewer(
      SocketChannel channel,
      MessageVerifier verifier,
      MeasuredWindow window,
      long lastSequence,
      Runnable complete) {
    this.channel = channel;
    this.verifier = verifier;
    this.window = window;
    this.lastSequence = lastSequence;
    this.complete = complete;
  }

  SocketChannel channel() {
    return channel;
  }

  MessageVerifier verifier() {
    return verifier;
  }

  /** Checks bytes that were read at the given moment. */
  void received(ByteBuffer bytes, long nowNanos) {
    this.nowNanos = nowNanos;
    parser.parse(bytes);
  }

  @Override
  public void payload(ByteBuffer bytes) {
    verifier.payload(bytes);
  }

  @Override
  public void endOfMessage() {
    verifier.endOfMessage();
    window.received(verifier.dueNanos(), nowNanos);
    if (verifier.sequence() == lastSequence) {
      complete.run();
    }
  }

  @Override
  public void control(int opcode, ByteBuffer payload) {
    switch (opcode) {
      case FrameParser.OPCODE_PING -> pong(payload);
      case FrameParser.OPCODE_CLOSE ->
          throw new ProtocolViolation(
              "closed by the relay, code "
                  + (payload.remaining() >= Short.BYTES ? payload.getShort() : "none"));
      default -> {}
    }
  }

  private void pong(ByteBuffer payload) {
    ByteBuffer pong = ByteBuffer.allocate(2 + Integer.BYTES + payload.remaining());
    // With a masking key of zero the payload stays as it is.
    pong.put((byte) (FIN | FrameParser.OPCODE_PONG));
    pong.put((byte) (MASKED | payload.remaining())).putInt(0).put(payload).flip();
    try {
      channel.write(pong);
    } catch (IOException e) {
      throw new ProtocolViolation("the relay closed the connection behind a ping: " + e);
    }
  }
}
