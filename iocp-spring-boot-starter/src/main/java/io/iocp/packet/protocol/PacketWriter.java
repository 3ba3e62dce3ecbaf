package io.iocp.packet.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encodes packets. No state; any thread. Buffers must be big-endian. */
public final class PacketWriter {

  private PacketWriter() {}

  /**
   * Writes the header of a packet whose payload follows from elsewhere.
   *
   * @param out has room for {@link PacketHeader#BYTES}
   * @throws IllegalArgumentException when the type is not the application's, or a header cannot
   *     announce the length
   */
  public static void writeHeader(ByteBuffer out, int type, long payloadBytes) {
    requireApplicationType(type);
    if (payloadBytes < 0 || payloadBytes > PacketHeader.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload must be 0 to "
              + PacketHeader.MAX_PAYLOAD_BYTES
              + " bytes: payloadBytes="
              + payloadBytes);
    }
    header(out, type, payloadBytes);
  }

  /**
   * Writes a complete ping.
   *
   * @param payload at most 125 bytes, consumed
   */
  public static void writePing(ByteBuffer out, ByteBuffer payload) {
    control(out, PacketHeader.PING, payload);
  }

  /**
   * Writes a complete pong.
   *
   * @param payload that of the ping, consumed
   */
  public static void writePong(ByteBuffer out, ByteBuffer payload) {
    control(out, PacketHeader.PONG, payload);
  }

  /**
   * Writes a complete close packet, at most {@link PacketHeader#MAX_CONTROL_PACKET_BYTES}; an empty
   * one for {@link PacketClose#NO_STATUS}.
   *
   * @throws IllegalArgumentException when the code may not be sent
   */
  public static void writeClose(ByteBuffer out, PacketClose close) {
    if (close.code() == PacketClose.NO_STATUS) {
      control(out, PacketHeader.CLOSE, ByteBuffer.allocate(0));
      return;
    }
    if (!close.isAllowedOnWire()) {
      throw new IllegalArgumentException("code must not be sent: code=" + close.code());
    }
    byte[] reason = close.reason().getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(PacketClose.CODE_BYTES + reason.length);
    control(out, PacketHeader.CLOSE, payload.putShort((short) close.code()).put(reason).flip());
  }

  /**
   * Checks a type.
   *
   * @throws IllegalArgumentException when it is not the application's
   */
  public static void requireApplicationType(int type) {
    if (type < 0 || type > PacketHeader.MAX_APPLICATION_TYPE) {
      throw new IllegalArgumentException(
          "type must be 0 to " + PacketHeader.MAX_APPLICATION_TYPE + ": type=" + type);
    }
  }

  private static void control(ByteBuffer out, int type, ByteBuffer payload) {
    int length = payload.remaining();
    if (length > PacketHeader.MAX_CONTROL_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload longer than " + PacketHeader.MAX_CONTROL_PAYLOAD_BYTES + " bytes: " + length);
    }
    header(out, type, length);
    out.put(payload);
  }

  private static void header(ByteBuffer out, int type, long payloadBytes) {
    out.putInt((int) payloadBytes).put((byte) type);
  }
}
