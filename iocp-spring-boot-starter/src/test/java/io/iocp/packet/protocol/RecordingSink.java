package io.iocp.packet.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told, a line each; takes types below 0x80 up to 256 bytes. */
final class RecordingSink implements PacketSink {

  static final int LARGEST_BYTES = 256;

  final List<String> events = new ArrayList<>();
  Runnable onData = () -> {};

  @Override
  public long maximumBytes(int type) {
    return type < 0x80 ? LARGEST_BYTES : UNKNOWN_TYPE;
  }

  @Override
  public void data(int type, ByteBuffer piece, long remainingBytes) {
    events.add(type + ":" + text(piece) + "+" + remainingBytes);
    onData.run();
  }

  @Override
  public void ping(ByteBuffer payload) {
    events.add("ping " + text(payload));
  }

  @Override
  public void pong(ByteBuffer payload) {
    events.add("pong " + text(payload));
  }

  @Override
  public void close(PacketClose close) {
    events.add("close " + close.code() + " " + close.reason());
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
