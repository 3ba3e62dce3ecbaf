package io.iocp.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.Masking;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A client that speaks WebSocket. */
final class LifeWebSocketClient extends LifeClient implements FrameSink {

  private static final FrameLimits LIMITS = new FrameLimits(1 << 20, 1 << 24);

  private final FrameReader frames = new FrameReader(Role.CLIENT, LIMITS, this);
  private final FrameWriter writer;
  private final StringBuilder head = new StringBuilder();
  private boolean answered;

  LifeWebSocketClient(ServerLife life, int number) {
    super(life, number);
    this.writer = FrameWriter.client(() -> network().below(Integer.MAX_VALUE));
  }

  // --- what it says

  private String request() {
    return "GET /life/"
        + number()
        + " HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\n"
        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  @Override
  byte[] greeting() {
    return request().getBytes(ISO_8859_1);
  }

  @Override
  boolean awaitsAnswer() {
    return true;
  }

  @Override
  byte[] badGreeting() {
    String request = request();
    String spoilt =
        switch (network().below(5)) {
          case 0 -> request.replace("GET", "POST");
          case 1 -> request.replace("/life", "/death");
          case 2 -> request.replace("Version: 13", "Version: 7");
          case 3 -> request.replace("Upgrade: websocket", "Upgrade: h2c");
          default -> "\u0016\u0003\u0001 is no HTTP\r\n\r\n";
        };
    return spoilt.getBytes(ISO_8859_1);
  }

  @Override
  void send(Message message) {
    if (network().chance(250)) {
      fragments(message);
    } else {
      frame(Opcode.BINARY, message.bytes(), true);
    }
  }

  private void fragments(Message message) {
    byte[] bytes = message.bytes();
    int from = 0;
    Opcode opcode = network().chance(500) ? Opcode.TEXT : Opcode.BINARY;
    while (network().chance(700)) {
      int to = from + network().below(bytes.length - from + 1);
      frame(opcode, Arrays.copyOfRange(bytes, from, to), false);
      if (network().chance(300)) {
        control(Opcode.PING);
      }
      opcode = Opcode.CONTINUATION;
      from = to;
    }
    frame(opcode, Arrays.copyOfRange(bytes, from, bytes.length), true);
  }

  @Override
  void sendControl() {
    control(network().chance(500) ? Opcode.PING : Opcode.PONG);
  }

  private void control(Opcode opcode) {
    ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
    ByteBuffer payload = ByteBuffer.allocate(network().below(20));
    if (opcode == Opcode.PING) {
      writer.writePing(out, payload);
    } else {
      writer.writePong(out, payload);
    }
    write(out.flip());
  }

  private void frame(Opcode opcode, byte[] payload, boolean last) {
    ByteBuffer out = ByteBuffer.allocate(writer.headerBytes(payload.length) + payload.length);
    int key = writer.writeHeader(out, opcode, last, payload.length);
    int start = out.position();
    out.put(payload);
    Masking.apply(out, start, out.position(), key);
    write(out.flip());
  }

  @Override
  void sendGoodbye(int code) {
    ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
    writer.writeClose(out, new WsClose(code, "goodbye"));
    write(out.flip());
  }

  @Override
  byte[] violation() {
    return switch (network().below(3)) {
      case 0 -> new byte[] {(byte) 0xFF, (byte) 0x80, 0, 0, 0, 0};
      case 1 -> new byte[] {(byte) 0x82, 1, 'a'};
      default -> new byte[] {(byte) 0x89, (byte) 0xFE, 1, 0};
    };
  }

  // --- what it hears

  @Override
  void arrived(ByteBuffer bytes) {
    if (!answered) {
      readHead(bytes);
    }
    if (answered && !isServerClosed() && bytes.hasRemaining()) {
      ReadOutcome outcome = frames.read(bytes);
      life().expect(outcome != ReadOutcome.VIOLATED, "a server's frames are well formed");
    }
  }

  private void readHead(ByteBuffer bytes) {
    while (!answered && bytes.hasRemaining()) {
      head.append((char) bytes.get());
      if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        boolean success = head.toString().startsWith("HTTP/1.1 101 ");
        life().expect(success == expectsSession(), "a handshake gets the answer it deserves");
        answered = true;
        if (success) {
          actSoon();
        } else {
          serverClosed();
        }
      }
    }
  }

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    toClient().arrived(piece, last);
  }

  @Override
  public void ping(ByteBuffer payload) {
    if (network().chance(800)) {
      ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
      writer.writePong(out, payload);
      write(out.flip());
    }
  }

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(WsClose status) {
    answerGoodbye(status.code());
  }
}
