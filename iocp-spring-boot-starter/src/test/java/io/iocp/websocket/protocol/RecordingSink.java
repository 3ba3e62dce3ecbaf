package io.iocp.websocket.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a reader finds: whole messages and control frames as lines of text. */
class RecordingSink implements FrameSink {
  final List<String> events = new ArrayList<>();
  final ByteArrayOutputStream message = new ByteArrayOutputStream();
  long payloadBytes;
  int pieces;
  private boolean insideMessage;

  /** What the reader does next to each event; tests let it pause. */
  Runnable afterEach = () -> {};

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    if (first == insideMessage) {
      throw new AssertionError("first=" + first + " after " + pieces + " pieces of " + events);
    }
    if (!last && !piece.hasRemaining()) {
      throw new AssertionError("empty piece inside a message");
    }
    insideMessage = !last;
    pieces++;
    payloadBytes += piece.remaining();
    message.writeBytes(Bytes.of(piece));
    piece.position(piece.limit());
    if (last) {
      byte[] whole = message.toByteArray();
      message.reset();
      events.add(type + " " + Bytes.toHex(whole));
    }
    afterEach.run();
  }

  @Override
  public void ping(ByteBuffer payload) {
    control("PING", payload);
  }

  @Override
  public void pong(ByteBuffer payload) {
    control("PONG", payload);
  }

  @Override
  public void close(WsClose status) {
    events.add("CLOSE " + status.code() + " " + status.reason());
    afterEach.run();
  }

  private void control(String kind, ByteBuffer payload) {
    payloadBytes += payload.remaining();
    events.add(kind + " " + Bytes.toHex(Bytes.of(payload)));
    afterEach.run();
  }
}
