package io.iocp.packet.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds packets in a byte stream, whatever way it is cut.
 *
 * <pre>
 *   LENGTH ─▶ TYPE ─▶ DATA ─────▶ LENGTH
 *               ├───▶ CONTROL ──▶ LENGTH, or CLOSED behind a close packet
 *               └───▶ VIOLATED
 * </pre>
 *
 * <p>Data is handed over where it lies; only pings, pongs and closes are collected, in 125 bytes.
 * Not thread-safe.
 */
public final class PacketReader {

  private enum Step {
    LENGTH,
    TYPE,
    DATA,
    CONTROL,
    CLOSED,
    VIOLATED
  }

  /** What came of a read. */
  public enum Outcome {
    /** All input is consumed. */
    NEEDS_INPUT,
    /** The sink has asked for a pause; the input may hold more. */
    PAUSED,
    /** A close packet came; whatever followed it was dropped. */
    CLOSED,
    /** The peer broke a rule, see {@link #violation()}; whatever followed was dropped. */
    VIOLATED
  }

  private final PacketSink sink;
  private Step step = Step.LENGTH;
  private int headerBytes;
  private long remaining;
  private int type;
  private final ByteBuffer control = ByteBuffer.allocate(PacketHeader.MAX_CONTROL_PAYLOAD_BYTES);
  private boolean pauseRequested;
  private @Nullable PacketViolation violation;

  public PacketReader(PacketSink sink) {
    this.sink = sink;
  }

  /**
   * Reads from the input's position to its limit, or less when the sink pauses.
   *
   * @param input its position is moved behind what was consumed, its limit stays
   */
  public Outcome read(ByteBuffer input) {
    pauseRequested = false;
    while (input.hasRemaining() && !pauseRequested && !isAtEnd()) {
      switch (step) {
        case LENGTH -> lengthByte(input.get());
        case TYPE -> type(Byte.toUnsignedInt(input.get()));
        case DATA -> data(input);
        case CONTROL -> control(input);
        case CLOSED, VIOLATED -> throw new IllegalStateException("read after the end");
      }
    }
    if (isAtEnd()) {
      input.position(input.limit());
      return step == Step.CLOSED ? Outcome.CLOSED : Outcome.VIOLATED;
    }
    return pauseRequested ? Outcome.PAUSED : Outcome.NEEDS_INPUT;
  }

  /**
   * Lets the current {@link #read} return after the event being delivered. Called by the sink; the
   * next read goes on.
   */
  public void pause() {
    pauseRequested = true;
  }

  /** The rule the peer broke, after {@link Outcome#VIOLATED}; null before. */
  public @Nullable PacketViolation violation() {
    return violation;
  }

  private boolean isAtEnd() {
    return step == Step.CLOSED || step == Step.VIOLATED;
  }

  private void lengthByte(byte next) {
    remaining = remaining << Byte.SIZE | Byte.toUnsignedLong(next);
    headerBytes++;
    if (headerBytes == PacketHeader.LENGTH_BYTES) {
      headerBytes = 0;
      step = Step.TYPE;
    }
  }

  private void type(int value) {
    type = value;
    if (value > PacketHeader.MAX_APPLICATION_TYPE) {
      beginControl();
      return;
    }
    long maximum = sink.maximumBytes(value);
    if (maximum == PacketSink.UNKNOWN_TYPE) {
      violated(PacketViolation.UNKNOWN_TYPE);
    } else if (remaining > maximum) {
      violated(PacketViolation.PACKET_TOO_BIG);
    } else if (remaining == 0) {
      step = Step.LENGTH;
      sink.data(value, ByteBuffer.allocate(0), 0);
    } else {
      step = Step.DATA;
    }
  }

  private void data(ByteBuffer input) {
    int limit = input.limit();
    int end = input.position() + (int) Math.min(remaining, input.remaining());
    remaining -= end - input.position();
    if (remaining == 0) {
      step = Step.LENGTH;
    }
    input.limit(end);
    sink.data(type, input, remaining);
    input.limit(limit).position(end);
  }

  private void beginControl() {
    if (type > PacketHeader.CLOSE) {
      violated(PacketViolation.RESERVED_TYPE);
    } else if (remaining > PacketHeader.MAX_CONTROL_PAYLOAD_BYTES) {
      violated(PacketViolation.CONTROL_TOO_LONG);
    } else {
      control.clear().limit((int) remaining);
      step = Step.CONTROL;
      if (remaining == 0) {
        endControl();
      }
    }
  }

  private void control(ByteBuffer input) {
    while (input.hasRemaining() && control.hasRemaining()) {
      control.put(input.get());
    }
    if (!control.hasRemaining()) {
      endControl();
    }
  }

  private void endControl() {
    control.flip();
    remaining = 0;
    step = Step.LENGTH;
    switch (type) {
      case PacketHeader.PING -> sink.ping(control);
      case PacketHeader.PONG -> sink.pong(control);
      default -> close();
    }
  }

  private void close() {
    PacketClose close = readClose();
    if (close == null) {
      violated(PacketViolation.INVALID_CLOSE);
    } else {
      step = Step.CLOSED;
      sink.close(close);
    }
  }

  private @Nullable PacketClose readClose() {
    if (!control.hasRemaining()) {
      return new PacketClose(PacketClose.NO_STATUS, "");
    }
    if (control.remaining() < PacketClose.CODE_BYTES) {
      return null;
    }
    int code = Short.toUnsignedInt(control.getShort());
    // What is no UTF-8 becomes replacement characters, which may be longer than a reason can be.
    String reason = StandardCharsets.UTF_8.decode(control).toString();
    try {
      PacketClose close = new PacketClose(code, reason);
      return close.isAllowedOnWire() ? close : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void violated(PacketViolation rule) {
    violation = rule;
    step = Step.VIOLATED;
  }
}
