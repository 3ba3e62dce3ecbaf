package io.iocp.streaming.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.streaming.endtoend.Client.Closing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A TCP client that keeps no rule but its own. */
final class RawClient implements AutoCloseable {

  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int OPCODE_BITS = 0xF;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int SIXTEEN_BITS = 126;
  private static final int SIXTY_FOUR_BITS = 127;
  private static final int READ_TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final DataInputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  static RawClient connect(RunningService service) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.transportPort());
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    return new RawClient(socket);
  }

  /** Whether the server resets a new client at once, perhaps before that knows it was connected. */
  static boolean isRefused(RunningService service) throws IOException {
    try (RawClient client = connect(service)) {
      return client.readToEnd().isEmpty();
    } catch (SocketException reset) {
      return true;
    }
  }

  /** A client whose handshake was accepted. */
  static RawClient shakeHands(RunningService service, String path) throws IOException {
    RawClient client = connect(service);
    client.send(handshake(path));
    String head = client.readHead();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("handshake refused: " + head);
    }
    return client;
  }

  /** A handshake with nothing wrong, and further header lines. */
  static String handshake(String path, String... headers) {
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\n")
            .append("Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
            .append("Sec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** The head of a request whose body comes in chunks. */
  static String chunkedHead(String path) {
    return "PUT " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  /** The head of a final frame of a client, with a mask of zeros, so that payload goes as it is. */
  static byte[] maskedHead(int opcode, long payloadBytes) {
    return head(opcode, payloadBytes, MASKED);
  }

  /** The head of a frame as only a server may send it. */
  static byte[] unmaskedHead(int opcode, long payloadBytes) {
    return head(opcode, payloadBytes, 0);
  }

  private static byte[] head(int opcode, long payloadBytes, int maskBit) {
    ByteBuffer head = ByteBuffer.allocate(14).put((byte) (FINAL | opcode));
    if (payloadBytes < SIXTEEN_BITS) {
      head.put((byte) (maskBit | payloadBytes));
    } else if (payloadBytes <= 0xFFFF) {
      head.put((byte) (maskBit | SIXTEEN_BITS)).putShort((short) payloadBytes);
    } else {
      head.put((byte) (maskBit | SIXTY_FOUR_BITS)).putLong(payloadBytes);
    }
    if (maskBit != 0) {
      head.putInt(0);
    }
    byte[] bytes = new byte[head.flip().remaining()];
    head.get(bytes);
    return bytes;
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a text message as one frame. */
  void sendText(String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    send(maskedHead(TEXT, payload.length));
    send(payload);
  }

  /** Reads some bytes, and then no more. */
  void read(int bytes) throws IOException {
    in.readNBytes(bytes);
  }

  /**
   * All that the server still sends before it ends the connection, be it in order or by a reset.
   */
  String readToEnd() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try {
      in.transferTo(received);
    } catch (SocketException reset) {
      // Then that was all.
    }
    return received.toString(UTF_8);
  }

  /** A frame of the server's. */
  record Frame(int opcode, ByteBuffer payload) {

    private static final int CONTINUATION = 0x0;

    /** Whether it is media, or more of it. */
    boolean isMedia() {
      return opcode == BINARY || opcode == CONTINUATION;
    }

    boolean isClosing() {
      return opcode == CLOSE;
    }

    /** How a close frame ends the session. */
    Closing closing() {
      if (!isClosing()) {
        throw new AssertionError("not a close frame: " + opcode);
      }
      ByteBuffer body = payload.duplicate();
      return new Closing(Short.toUnsignedInt(body.getShort()), UTF_8.decode(body).toString());
    }
  }

  /** The next frame, whatever it is. */
  Frame readFrame() throws IOException {
    int opcode = in.readUnsignedByte() & OPCODE_BITS;
    long length = in.readUnsignedByte();
    if (length == SIXTEEN_BITS) {
      length = in.readUnsignedShort();
    } else if (length == SIXTY_FOUR_BITS) {
      length = in.readLong();
    }
    return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(Math.toIntExact(length))));
  }

  /** The next frame, which has to be a close frame. */
  Closing readClosing() throws IOException {
    return readFrame().closing();
  }

  /** The first close frame, after texts. */
  Closing readClosingAfterTexts() throws IOException {
    Frame frame = readFrame();
    while (frame.opcode() == TEXT) {
      frame = readFrame();
    }
    return frame.closing();
  }

  /** The head of an HTTP answer, with the empty line at its end. */
  String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    return head.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
