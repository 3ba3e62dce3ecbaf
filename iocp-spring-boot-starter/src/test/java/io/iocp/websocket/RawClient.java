package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.Opcode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that also does what none should. Blocking, with a time limit on reads. */
public final class RawClient implements AutoCloseable {

  private static final int KEY = 0x12345678;

  public final Socket socket;
  private final DataInputStream in;

  public RawClient(InetSocketAddress address) throws IOException {
    this(address, null);
  }

  /**
   * @param tls whom to trust, for a server that speaks TLS; else null
   */
  RawClient(InetSocketAddress address, @Nullable SSLContext tls) throws IOException {
    Socket tcp = new Socket();
    tcp.setReceiveBufferSize(32 << 10);
    tcp.setTcpNoDelay(true);
    tcp.setSoTimeout(20_000);
    tcp.connect(address);
    socket =
        tls == null
            ? tcp
            : tls.getSocketFactory().createSocket(tcp, "localhost", address.getPort(), true);
    in = new DataInputStream(socket.getInputStream());
  }

  public static String handshake(String path, String... headers) {
    StringBuilder text =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: example.org:9000\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  /** Shakes hands; answers the response's head. */
  public String open(String path, String... headers) throws IOException {
    write(handshake(path, headers));
    return readHead();
  }

  void write(String text) throws IOException {
    write(text.getBytes(ISO_8859_1));
  }

  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** A head up to its empty line. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** All there is until the server finishes. */
  String readAll() throws IOException {
    return new String(in.readAllBytes(), UTF_8);
  }

  public static byte[] frame(Opcode opcode, boolean fin, byte[] payload) {
    FrameWriter writer = FrameWriter.client(() -> KEY);
    int start = 14;
    ByteBuffer buffer = ByteBuffer.allocate(start + payload.length);
    buffer.put(start, payload);
    int from = writer.writeHeaderBefore(buffer, start, payload.length, opcode, fin);
    byte[] frame = new byte[buffer.capacity() - from];
    buffer.get(from, frame);
    return frame;
  }

  static byte[] frame(Opcode opcode, boolean fin, String payload) {
    return frame(opcode, fin, payload.getBytes(UTF_8));
  }

  void send(Opcode opcode, boolean fin, String payload) throws IOException {
    write(frame(opcode, fin, payload));
  }

  void sendText(String text) throws IOException {
    send(Opcode.TEXT, true, text);
  }

  /** A frame with a close code and a reason. */
  void sendClose(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text);
    write(frame(Opcode.CLOSE, true, payload.array()));
  }

  /** What a server's frame says. */
  public static final class Frame {

    private final Opcode opcode;
    private final boolean fin;
    private final byte[] payload;

    Frame(Opcode opcode, boolean fin, byte[] payload) {
      this.opcode = opcode;
      this.fin = fin;
      this.payload = payload;
    }

    public Opcode opcode() {
      return opcode;
    }

    public boolean fin() {
      return fin;
    }

    public byte[] payload() {
      return payload;
    }

    public String text() {
      return new String(payload, UTF_8);
    }

    public int closeCode() {
      return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    String closeReason() {
      return new String(payload, 2, payload.length - 2, UTF_8);
    }
  }

  public Frame read() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    if ((second & 0x80) != 0) {
      throw new IOException("a server does not mask");
    }
    int length = second;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(opcode(first & 0xF), (first & 0x80) != 0, payload);
  }

  private static Opcode opcode(int value) {
    return switch (value) {
      case 0 -> Opcode.CONTINUATION;
      case 1 -> Opcode.TEXT;
      case 2 -> Opcode.BINARY;
      case 8 -> Opcode.CLOSE;
      case 9 -> Opcode.PING;
      case 10 -> Opcode.PONG;
      default -> throw new IllegalArgumentException("no opcode: " + value);
    };
  }

  /** The next text message, from one frame or many. */
  String readText() throws IOException {
    StringBuilder text = new StringBuilder();
    Frame frame;
    do {
      frame = read();
      if (frame.opcode() == Opcode.CLOSE) {
        throw new IOException("closed: " + frame.closeCode());
      }
      text.append(frame.text());
    } while (!frame.fin());
    return text.toString();
  }

  /** Sends no more; with TLS, that is the server's business to ask for. */
  public void finish() throws IOException {
    if (!(socket instanceof SSLSocket)) {
      socket.shutdownOutput();
    }
  }

  boolean isFinishedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      // What Java says when the server says goodbye instead of shaking hands.
      if (socket instanceof SSLSocket && socket.isConnected()) {
        return true;
      }
      throw e;
    }
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
