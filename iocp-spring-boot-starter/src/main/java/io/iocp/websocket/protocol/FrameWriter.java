package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes frames (RFC 6455, section 5.2) with lengths in their shortest form. The server's writer
 * has no state and may be used by any thread; the client's is as thread-safe as its source of keys.
 */
public final class FrameWriter {
  private static final FrameWriter SERVER = new FrameWriter(null);

  private final @Nullable IntSupplier maskingKeys;

  private FrameWriter(@Nullable IntSupplier maskingKeys) {
    this.maskingKeys = maskingKeys;
  }

  /** The writer of a server, which sends its frames unmasked. */
  public static FrameWriter server() {
    return SERVER;
  }

  /**
   * The writer of a client, which masks every frame with a new key.
   *
   * @param maskingKeys must be unpredictable for whoever chooses the payload (RFC 6455, section
   *     10.3)
   */
  public static FrameWriter client(IntSupplier maskingKeys) {
    return new FrameWriter(maskingKeys);
  }

  /** The length of the header in front of a payload of {@code payloadBytes}. */
  public int headerBytes(long payloadBytes) {
    return FrameHeader.bytes(payloadBytes, maskingKeys != null);
  }

  /**
   * Writes the header of a data frame whose payload is sent from elsewhere.
   *
   * @param out has room for {@link #headerBytes}
   * @param opcode {@link Opcode#CONTINUATION} for all fragments but the first
   * @param fin whether this frame ends its message
   * @return the key with which {@link Masking#apply} must mask the payload; 0, which changes
   *     nothing, for a server
   */
  public int writeHeader(ByteBuffer out, Opcode opcode, boolean fin, long payloadBytes) {
    int key = nextKey();
    int start = out.position();
    out.position(putHeader(out, start, opcode, fin, payloadBytes, key));
    return key;
  }

  /**
   * Writes the header of a frame right in front of its payload, and masks the payload in place when
   * we are a client. The position of the buffer plays no part and stays as it is.
   *
   * @param payloadStart index of the payload, with at least {@link #headerBytes} in front of it
   * @return the index at which the frame starts
   */
  public int writeHeaderBefore(
      ByteBuffer buffer, int payloadStart, int payloadBytes, Opcode opcode, boolean fin) {
    return writeHeaderBefore(buffer, payloadStart, payloadBytes, opcode, fin, false);
  }

  /**
   * Writes the header likewise.
   *
   * @param compressed whether this is the first frame of a compressed message (RFC 7692, section 6)
   * @return the index at which the frame starts
   */
  public int writeHeaderBefore(
      ByteBuffer buffer,
      int payloadStart,
      int payloadBytes,
      Opcode opcode,
      boolean fin,
      boolean compressed) {
    int key = nextKey();
    int start = payloadStart - headerBytes(payloadBytes);
    putHeader(buffer, start, opcode, fin, payloadBytes, key);
    if (compressed) {
      buffer.put(start, (byte) (buffer.get(start) | FrameHeader.COMPRESSED_BIT));
    }
    Masking.apply(buffer, payloadStart, payloadStart + payloadBytes, key);
    return start;
  }

  /**
   * Writes a complete close frame, at most {@link FrameHeader#MAX_CONTROL_FRAME_BYTES}.
   *
   * @throws IllegalArgumentException if the code may not be sent, see {@link
   *     CloseCode#isAllowedOnWire}; {@link WsClose#NO_STATUS} becomes an empty close frame
   */
  public void writeClose(ByteBuffer out, WsClose status) {
    if (status.code() == CloseCode.NO_STATUS) {
      writeControl(out, Opcode.CLOSE, ByteBuffer.allocate(0));
      return;
    }
    if (!CloseCode.isAllowedOnWire(status.code())) {
      throw new IllegalArgumentException("close code must not be sent: " + status.code());
    }
    byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(WsClose.CODE_BYTES + reason.length);
    payload.put((byte) (status.code() >>> Byte.SIZE)).put((byte) status.code()).put(reason);
    writeControl(out, Opcode.CLOSE, payload.flip());
  }

  /**
   * Writes a complete ping frame.
   *
   * @param payload at most 125 bytes, consumed
   */
  public void writePing(ByteBuffer out, ByteBuffer payload) {
    writeControl(out, Opcode.PING, payload);
  }

  /**
   * Writes a complete pong frame.
   *
   * @param payload at most 125 bytes, consumed; that of the ping which it answers
   */
  public void writePong(ByteBuffer out, ByteBuffer payload) {
    writeControl(out, Opcode.PONG, payload);
  }

  private void writeControl(ByteBuffer out, Opcode opcode, ByteBuffer payload) {
    int length = payload.remaining();
    if (length > FrameHeader.MAX_CONTROL_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "control payload longer than "
              + FrameHeader.MAX_CONTROL_PAYLOAD_BYTES
              + " bytes: "
              + length);
    }
    int key = writeHeader(out, opcode, true, length);
    int start = out.position();
    out.put(payload);
    Masking.apply(out, start, out.position(), key);
  }

  private int nextKey() {
    return maskingKeys == null ? 0 : maskingKeys.getAsInt();
  }

  private int putHeader(
      ByteBuffer out, int start, Opcode opcode, boolean fin, long payloadBytes, int key) {
    int maskBit = maskingKeys == null ? 0 : FrameHeader.MASK_BIT;
    out.put(start, (byte) (opcode.value() | (fin ? FrameHeader.FIN_BIT : 0)));
    int end;
    if (payloadBytes <= FrameHeader.MAX_LENGTH_IN_7_BITS) {
      out.put(start + 1, (byte) (maskBit | payloadBytes));
      end = start + 2;
    } else if (payloadBytes <= FrameHeader.MAX_LENGTH_IN_16_BITS) {
      out.put(start + 1, (byte) (maskBit | FrameHeader.LENGTH_IN_16_BITS));
      end = putBigEndian(out, start + 2, payloadBytes, Short.BYTES);
    } else {
      out.put(start + 1, (byte) (maskBit | FrameHeader.LENGTH_IN_64_BITS));
      end = putBigEndian(out, start + 2, payloadBytes, Long.BYTES);
    }
    return maskingKeys == null ? end : putBigEndian(out, end, key, FrameHeader.MASKING_KEY_BYTES);
  }

  /** Network order, whatever the order of the buffer. */
  private static int putBigEndian(ByteBuffer out, int start, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.put(start + i, (byte) (value >>> (Byte.SIZE * (bytes - 1 - i))));
    }
    return start + bytes;
  }
}
