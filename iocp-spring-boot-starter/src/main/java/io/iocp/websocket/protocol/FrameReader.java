package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one peer (RFC 6455, section 5) from a byte stream in any cut, and validates
 * them as early as the bytes allow. Payload is unmasked in place and handed to the sink without a
 * copy; only a control frame that is cut in pieces is collected, in at most 125 bytes. A peer's
 * mistake is a value, never an exception.
 *
 * <pre>
 *                 ┌──────────────► LENGTH_16 ─┐
 * FIRST_BYTE ► SECOND_BYTE ──────────────────►├─► MASKING_KEY ─► DATA ────► FIRST_BYTE
 *      ▲          └──────────────► LENGTH_64 ─┘   (from a        CONTROL ─► FIRST_BYTE
 *      └── next frame                              client)          └─ close ► CLOSED
 * any step ── broken rule ► VIOLATED
 * </pre>
 *
 * <p>Not thread-safe: one connection's serial context. Between frames it holds no buffer.
 */
public final class FrameReader {
  private enum Step {
    FIRST_BYTE,
    SECOND_BYTE,
    LENGTH_16,
    LENGTH_64,
    MASKING_KEY,
    DATA,
    CONTROL,
    CLOSED,
    VIOLATED
  }

  private final Role role;
  private final FrameLimits limits;
  private final FrameSink sink;
  private final @Nullable MessageInflater inflater;

  private Step step = Step.FIRST_BYTE;
  private boolean pauseRequested;
  private @Nullable Violation violation;

  /* The current frame. */
  private Opcode opcode = Opcode.CONTINUATION;
  private boolean fin;
  private int fieldBytesLeft;
  private int maskingKey;
  private long payloadBytesLeft;
  private @Nullable ByteBuffer collectedControl;

  /* The current message; no type between messages. */
  private @Nullable MessageType messageType;
  private boolean firstPiece;
  private long messageBytes;
  private boolean compressed;
  private long inflatedBytes;
  private int utf8State;

  /**
   * @param role what we are; a server reads masked frames, a client unmasked ones
   */
  public FrameReader(Role role, FrameLimits limits, FrameSink sink) {
    this(role, limits, sink, null);
  }

  /**
   * A reader of messages that may be compressed (RFC 7692). Their limit counts for what they
   * become; a pause takes effect when the piece of input at hand is decompressed.
   *
   * @param role what we are; a server reads masked frames, a client unmasked ones
   * @param inflater decompresses messages; null when that was not agreed on. Whoever made it ends
   *     it
   */
  public FrameReader(
      Role role, FrameLimits limits, FrameSink sink, @Nullable MessageInflater inflater) {
    this.role = role;
    this.limits = limits;
    this.sink = sink;
    this.inflater = inflater;
  }

  /**
   * Reads from the input's position to its limit, or less when the sink pauses. Data pieces are
   * handed over as soon as they are here, not when their frame is complete.
   *
   * @param input heap or direct, not read-only: payload is unmasked where it lies. Its position
   *     afterwards is behind what was consumed; its limit is unchanged.
   */
  public ReadOutcome read(ByteBuffer input) {
    pauseRequested = false;
    while (input.hasRemaining() && !pauseRequested && !isAtEnd()) {
      switch (step) {
        case FIRST_BYTE -> firstByte(input.get());
        case SECOND_BYTE -> secondByte(input);
        case LENGTH_16, LENGTH_64 -> lengthByte(input);
        case MASKING_KEY -> maskingKeyByte(input);
        case DATA -> data(input);
        default -> control(input);
      }
    }
    if (isAtEnd()) {
      input.position(input.limit());
      return step == Step.CLOSED ? ReadOutcome.CLOSED : ReadOutcome.VIOLATED;
    }
    return pauseRequested ? ReadOutcome.PAUSED : ReadOutcome.NEEDS_INPUT;
  }

  private boolean isAtEnd() {
    return step == Step.CLOSED || step == Step.VIOLATED;
  }

  /**
   * Lets the current {@link #read} return after the event being delivered. Called by the sink; the
   * next read goes on.
   */
  public void pause() {
    pauseRequested = true;
  }

  /** The rule the peer broke, after {@link ReadOutcome#VIOLATED}; null before. */
  public @Nullable Violation violation() {
    return violation;
  }

  private void firstByte(byte value) {
    Opcode found = Opcode.of(value & FrameHeader.OPCODE_BITS);
    int reserved = value & FrameHeader.RESERVED_BITS;
    if (reserved != 0 && !(reserved == FrameHeader.COMPRESSED_BIT && mayBeCompressed(found))) {
      violate(Violation.RESERVED_BIT_SET);
      return;
    }
    if (found == null) {
      violate(Violation.RESERVED_OPCODE);
      return;
    }
    opcode = found;
    fin = (value & FrameHeader.FIN_BIT) != 0;
    step = Step.SECOND_BYTE;
    if (found.isControl()) {
      if (!fin) {
        violate(Violation.FRAGMENTED_CONTROL_FRAME);
      }
    } else if (found == Opcode.CONTINUATION) {
      if (messageType == null) {
        violate(Violation.UNEXPECTED_CONTINUATION);
      }
    } else if (messageType != null) {
      violate(Violation.UNFINISHED_MESSAGE);
    } else {
      messageType = found == Opcode.TEXT ? MessageType.TEXT : MessageType.BINARY;
      firstPiece = true;
      messageBytes = 0;
      compressed = reserved != 0;
      inflatedBytes = 0;
      utf8State = Utf8Validator.COMPLETE;
    }
  }

  /** Only the first frame of a message says that it is compressed (RFC 7692, section 6.1). */
  private boolean mayBeCompressed(@Nullable Opcode found) {
    return inflater != null && (found == Opcode.TEXT || found == Opcode.BINARY);
  }

  private void secondByte(ByteBuffer input) {
    byte value = input.get();
    boolean masked = (value & FrameHeader.MASK_BIT) != 0;
    if (masked != (role == Role.SERVER)) {
      violate(masked ? Violation.MASKED_FRAME : Violation.UNMASKED_FRAME);
      return;
    }
    int length = value & FrameHeader.LENGTH_BITS;
    if (opcode.isControl() && length > FrameHeader.MAX_CONTROL_PAYLOAD_BYTES) {
      violate(Violation.CONTROL_FRAME_TOO_LONG);
      return;
    }
    switch (length) {
      case FrameHeader.LENGTH_IN_16_BITS -> extendedLength(Step.LENGTH_16, Short.BYTES);
      case FrameHeader.LENGTH_IN_64_BITS -> extendedLength(Step.LENGTH_64, Long.BYTES);
      default -> {
        payloadBytesLeft = length;
        lengthKnown(input);
      }
    }
  }

  private void extendedLength(Step lengthStep, int bytes) {
    step = lengthStep;
    fieldBytesLeft = bytes;
    payloadBytesLeft = 0;
  }

  private void lengthByte(ByteBuffer input) {
    payloadBytesLeft = payloadBytesLeft << Byte.SIZE | (input.get() & 0xFF);
    fieldBytesLeft--;
    if (fieldBytesLeft == Long.BYTES - 1 && payloadBytesLeft >= 0x80) {
      violate(Violation.LENGTH_NEGATIVE);
    } else if (fieldBytesLeft == 0) {
      long shorterForm =
          step == Step.LENGTH_16
              ? FrameHeader.MAX_LENGTH_IN_7_BITS
              : FrameHeader.MAX_LENGTH_IN_16_BITS;
      if (payloadBytesLeft <= shorterForm) {
        violate(Violation.LENGTH_NOT_MINIMAL);
      } else {
        lengthKnown(input);
      }
    }
  }

  private void lengthKnown(ByteBuffer input) {
    if (!opcode.isControl()) {
      if (payloadBytesLeft > limits.maxFrameBytes()) {
        violate(Violation.FRAME_TOO_BIG);
        return;
      }
      if (payloadBytesLeft > limits.maxMessageBytes() - messageBytes) {
        violate(Violation.MESSAGE_TOO_BIG);
        return;
      }
      messageBytes += payloadBytesLeft;
    }
    maskingKey = 0;
    if (role == Role.SERVER) {
      step = Step.MASKING_KEY;
      fieldBytesLeft = FrameHeader.MASKING_KEY_BYTES;
    } else {
      headerComplete(input);
    }
  }

  private void maskingKeyByte(ByteBuffer input) {
    maskingKey = maskingKey << Byte.SIZE | (input.get() & 0xFF);
    fieldBytesLeft--;
    if (fieldBytesLeft == 0) {
      headerComplete(input);
    }
  }

  private void headerComplete(ByteBuffer input) {
    step = opcode.isControl() ? Step.CONTROL : Step.DATA;
    if (payloadBytesLeft == 0) {
      // An empty payload is here already, even if the input has ended.
      if (step == Step.CONTROL) {
        control(input);
      } else {
        data(input);
      }
    }
  }

  private void data(ByteBuffer input) {
    int from = input.position();
    int limit = input.limit();
    int length = (int) Math.min(payloadBytesLeft, limit - from);
    int to = from + length;
    Masking.apply(input, from, to, maskingKey);
    maskingKey = Masking.advance(maskingKey, length);
    payloadBytesLeft -= length;

    boolean endOfFrame = payloadBytesLeft == 0;
    boolean last = endOfFrame && fin;
    MessageType type = Objects.requireNonNull(messageType);
    if (compressed) {
      step = endOfFrame ? Step.FIRST_BYTE : step;
      messageType = last ? null : type;
      input.limit(to);
      inflate(type, input, last);
      input.limit(limit).position(to);
      return;
    }
    if (type == MessageType.TEXT) {
      utf8State = Utf8Validator.validate(utf8State, input, from, to);
      if (utf8State == Utf8Validator.INVALID || (last && utf8State != Utf8Validator.COMPLETE)) {
        violate(Violation.INVALID_UTF8);
        return;
      }
    }
    if (endOfFrame) {
      step = Step.FIRST_BYTE;
    }
    if (last) {
      messageType = null;
    }
    if (length > 0 || last) {
      boolean first = firstPiece;
      firstPiece = false;
      input.limit(to);
      sink.data(type, input, first, last);
      input.limit(limit).position(to);
    }
  }

  /** Hands over what the input becomes, piece by piece. */
  private void inflate(MessageType type, ByteBuffer input, boolean last) {
    MessageInflater messages = Objects.requireNonNull(inflater);
    boolean end = false;
    while (!end && !isAtEnd()) {
      int bytes = messages.inflate(input, last);
      if (bytes == MessageInflater.BROKEN) {
        violate(Violation.INVALID_COMPRESSION);
        return;
      }
      end = !messages.isFull();
      inflatedBytes += bytes;
      if (inflatedBytes > limits.maxMessageBytes()) {
        violate(Violation.MESSAGE_TOO_BIG);
        return;
      }
      ByteBuffer piece = messages.output();
      boolean lastPiece = last && end;
      if (type == MessageType.TEXT) {
        utf8State = Utf8Validator.validate(utf8State, piece, 0, bytes);
        if (utf8State == Utf8Validator.INVALID
            || (lastPiece && utf8State != Utf8Validator.COMPLETE)) {
          violate(Violation.INVALID_UTF8);
          return;
        }
      }
      if (bytes > 0 || lastPiece) {
        boolean first = firstPiece;
        firstPiece = false;
        sink.data(type, piece, first, lastPiece);
      }
    }
  }

  private void control(ByteBuffer input) {
    int length = (int) payloadBytesLeft;
    ByteBuffer collected = collectedControl;
    if (collected == null) {
      if (input.remaining() >= length) {
        int limit = input.limit();
        int to = input.position() + length;
        input.limit(to);
        controlComplete(input);
        input.limit(limit).position(to);
        return;
      }
      collected = ByteBuffer.allocate(length);
      collectedControl = collected;
    }
    while (input.hasRemaining() && collected.hasRemaining()) {
      collected.put(input.get());
    }
    if (!collected.hasRemaining()) {
      collectedControl = null;
      controlComplete(collected.flip());
    }
  }

  private void controlComplete(ByteBuffer payload) {
    Masking.apply(payload, payload.position(), payload.limit(), maskingKey);
    step = Step.FIRST_BYTE;
    switch (opcode) {
      case PING -> sink.ping(payload);
      case PONG -> sink.pong(payload);
      default -> close(payload);
    }
  }

  private void close(ByteBuffer payload) {
    WsClose status = WsClose.NO_STATUS;
    if (payload.hasRemaining()) {
      if (payload.remaining() < WsClose.CODE_BYTES) {
        violate(Violation.TRUNCATED_CLOSE_CODE);
        return;
      }
      int code = (payload.get() & 0xFF) << Byte.SIZE | (payload.get() & 0xFF);
      if (!CloseCode.isAllowedOnWire(code)) {
        violate(Violation.INVALID_CLOSE_CODE);
        return;
      }
      int utf8 =
          Utf8Validator.validate(
              Utf8Validator.COMPLETE, payload, payload.position(), payload.limit());
      if (utf8 != Utf8Validator.COMPLETE) {
        violate(Violation.INVALID_UTF8);
        return;
      }
      status = new WsClose(code, UTF_8.decode(payload).toString());
    }
    step = Step.CLOSED;
    sink.close(status);
  }

  private void violate(Violation broken) {
    violation = broken;
    step = Step.VIOLATED;
  }
}
