package io.iocp.simulation;

import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketReader;
import io.iocp.packet.protocol.PacketSink;
import io.iocp.packet.protocol.PacketWriter;
import java.nio.ByteBuffer;

/** A client that speaks packets: there is no handshake, and messages are not cut. */
final class LifePacketClient extends LifeClient implements PacketSink {

  static final int TYPE = 7;

  private static final int LARGEST = 1 << 20;
  private static final byte RESERVED_TYPE = (byte) 0xF7;
  private static final byte UNKNOWN_TYPE = 8;

  private final PacketReader packets = new PacketReader(this);

  LifePacketClient(ServerLife life, int number) {
    super(life, number);
  }

  @Override
  public boolean expectsSession() {
    return true;
  }

  // --- what it says

  /** A ping; who is cut off in the middle of it says nothing more. */
  @Override
  byte[] greeting() {
    return packet(PacketHeader.BYTES, new byte[0]);
  }

  @Override
  boolean awaitsAnswer() {
    return false;
  }

  @Override
  byte[] badGreeting() {
    return violation();
  }

  private static byte[] packet(int bytes, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(bytes + payload.length);
    PacketWriter.writePing(out, ByteBuffer.wrap(payload));
    return out.array();
  }

  @Override
  void send(Message message) {
    ByteBuffer out = ByteBuffer.allocate(PacketHeader.BYTES + message.length());
    PacketWriter.writeHeader(out, TYPE, message.length());
    write(out.put(message.bytes()).flip());
  }

  @Override
  void sendControl() {
    write(packet(PacketHeader.BYTES, new byte[network().below(20)]));
  }

  @Override
  void sendGoodbye(int code) {
    ByteBuffer out = ByteBuffer.allocate(PacketHeader.MAX_CONTROL_PACKET_BYTES);
    PacketWriter.writeClose(out, new PacketClose(code, "goodbye"));
    write(out.flip());
  }

  @Override
  byte[] violation() {
    return switch (network().below(4)) {
      case 0 -> new byte[] {0, 0, 0, 0, RESERVED_TYPE};
      case 1 -> new byte[] {0, 0, 0, 1, UNKNOWN_TYPE, 'a'};
      case 2 -> new byte[] {0, 0, 0, 126, (byte) 0xF0};
      default -> new byte[] {0x7F, 0, 0, 0, TYPE};
    };
  }

  // --- what it hears

  @Override
  void arrived(ByteBuffer bytes) {
    if (!isServerClosed() && bytes.hasRemaining()) {
      PacketReader.Outcome outcome = packets.read(bytes);
      life().expect(outcome != PacketReader.Outcome.VIOLATED, "a server's packets are well formed");
    }
  }

  @Override
  public long maximumBytes(int type) {
    return type == TYPE ? LARGEST : PacketSink.UNKNOWN_TYPE;
  }

  @Override
  public void data(int type, ByteBuffer piece, long remainingBytes) {
    toClient().arrived(piece, remainingBytes == 0);
  }

  @Override
  public void ping(ByteBuffer payload) {
    if (isTalkative() && network().chance(800)) {
      ByteBuffer out = ByteBuffer.allocate(PacketHeader.MAX_CONTROL_PACKET_BYTES);
      PacketWriter.writePong(out, payload);
      write(out.flip());
    }
  }

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(PacketClose close) {
    answerGoodbye(close.code());
  }
}
