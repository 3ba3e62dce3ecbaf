package io.iocp.benchmarks.client;

import java.nio.ByteBuffer;

/**
 * Takes the frames of RFC 6455, section 5.2, as a server sends them (unmasked) out of a byte stream
 * that may be cut anywhere, and hands the payload up as it comes, without a copy.
 *
 * <p>Only what a relay of binary messages may send is accepted; anything else is a {@link
 * ProtocolViolation}. What it says of itself in text messages is skipped. Not thread-safe.
 */
final class FrameParser {

  /** Receives what the parser finds, in order. */
  interface Sink {
    /** The next bytes of the current message; the position must reach the limit. */
    void payload(ByteBuffer bytes);

    /** The current message is complete. */
    void endOfMessage();

    /** A whole control frame; the payload is only valid during the call. */
    void control(int opcode, ByteBuffer payload);
  }

  static final int OPCODE_CONTINUATION = 0x0;
  static final int OPCODE_TEXT = 0x1;
  static final int OPCODE_BINARY = 0x2;
  static final int OPCODE_CLOSE = 0x8;
  static final int OPCODE_PING = 0x9;
  static final int OPCODE_PONG = 0xA;
  static final int MAX_CONTROL_PAYLOAD_BYTES = 125;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int MIN_HEADER_BYTES = 2;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;

  private final Sink sink;
  private final byte[] header = new byte[10];
  private int headerBytes;

  private boolean inPayload;
  private int opcode;
  private boolean finalFragment;
  private long payloadRemainingBytes;
  private boolean inFragmentedMessage;
  private final ByteBuffer controlPayload = ByteBuffer.allocate(MAX_CONTROL_PAYLOAD_BYTES);

  FrameParser(Sink sink) {
    this.sink = sink;
  }

  /** Consumes all remaining bytes. */
  void parse(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (!inPayload) {
        if (!readHeader(in)) {
          return;
        }
        inPayload = true;
      }
      readPayload(in);
      if (payloadRemainingBytes == 0) {
        endFrame();
      }
    }
  }

  private boolean readHeader(ByteBuffer in) {
    while (in.hasRemaining()) {
      header[headerBytes++] = in.get();
      if (headerBytes >= MIN_HEADER_BYTES && headerBytes == headerLength()) {
        headerBytes = 0;
        decodeHeader();
        return true;
      }
    }
    return false;
  }

  private int headerLength() {
    return switch (header[1] & LENGTH) {
      case LENGTH_IN_16_BITS -> MIN_HEADER_BYTES + Short.BYTES;
      case LENGTH_IN_64_BITS -> MIN_HEADER_BYTES + Long.BYTES;
      default -> MIN_HEADER_BYTES;
    };
  }

  private void decodeHeader() {
    finalFragment = (header[0] & FIN) != 0;
    opcode = header[0] & OPCODE;
    payloadRemainingBytes = payloadLength();
    require((header[0] & RESERVED) == 0, "reserved bits are set");
    require((header[1] & MASKED) == 0, "a server's frame is masked");
    require(payloadRemainingBytes >= 0, "the length is negative");
    switch (opcode) {
      case OPCODE_BINARY -> require(!inFragmentedMessage, "a message inside a message");
      case OPCODE_TEXT ->
          require(finalFragment && !inFragmentedMessage, "a text in fragments or inside a message");
      case OPCODE_CONTINUATION -> require(inFragmentedMessage, "nothing to continue");
      case OPCODE_CLOSE, OPCODE_PING, OPCODE_PONG ->
          require(
              finalFragment && payloadRemainingBytes <= MAX_CONTROL_PAYLOAD_BYTES,
              "a control frame is fragmented or too long");
      default -> throw new ProtocolViolation("unexpected opcode: " + opcode);
    }
  }

  private long payloadLength() {
    int length = header[1] & LENGTH;
    if (length < LENGTH_IN_16_BITS) {
      return length;
    }
    long extended = 0;
    for (int i = MIN_HEADER_BYTES; i < headerLength(); i++) {
      extended = extended << Byte.SIZE | (header[i] & 0xFF);
    }
    return extended;
  }

  private void readPayload(ByteBuffer in) {
    int count = (int) Math.min(payloadRemainingBytes, in.remaining());
    int limit = in.limit();
    in.limit(in.position() + count);
    if (isControl()) {
      controlPayload.put(in);
    } else if (opcode == OPCODE_TEXT) {
      in.position(in.limit());
    } else if (count > 0) {
      sink.payload(in);
    }
    in.limit(limit);
    payloadRemainingBytes -= count;
  }

  private void endFrame() {
    inPayload = false;
    if (isControl()) {
      sink.control(opcode, controlPayload.flip());
      controlPayload.clear();
      return;
    }
    if (opcode == OPCODE_TEXT) {
      return;
    }
    inFragmentedMessage = !finalFragment;
    if (finalFragment) {
      sink.endOfMessage();
    }
  }

  private boolean isControl() {
    return opcode >= OPCODE_CLOSE;
  }

  private static void require(boolean condition, String violation) {
    if (!condition) {
      throw new ProtocolViolation(violation);
    }
  }
}
