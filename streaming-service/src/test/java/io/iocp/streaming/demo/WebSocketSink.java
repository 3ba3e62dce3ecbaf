package io.iocp.streaming.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The least of a WebSocket server: takes one connection at a time and hands out what arrives (RFC
 * 6455).
 */
final class WebSocketSink implements Closeable {

  public static final int BINARY = 2;
  public static final int CLOSE = 8;

  public record Message(int opcode, ByteBuffer payload) {}

  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final ServerSocket listener;

  public WebSocketSink() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  public URI address() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort());
  }

  /** Waits for a publisher and completes its handshake. */
  public Connection accept() throws IOException {
    return new Connection(listener.accept());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  public static final class Connection implements Closeable {

    public final String path;
    private final Socket socket;
    private final DataInputStream in;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      String requestLine = readLine();
      path = requestLine.substring(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
      String key = "";
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
          key = line.substring(18).trim();
        }
      }
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + acceptOf(key) + "\r\n\r\n");
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
    }

    /** Waits for the next message; its fragments are put together. */
    public Message read() throws IOException {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      int opcode = 0;
      boolean last = false;
      while (!last) {
        int first = in.readUnsignedByte();
        last = (first & 0x80) != 0;
        opcode = (first & 0x0F) == 0 ? opcode : first & 0x0F;
        payload.writeBytes(readPayload());
      }
      return new Message(opcode, ByteBuffer.wrap(payload.toByteArray()));
    }

    /** Sends a close frame with a short reason. */
    public void close(int code, String reason) throws IOException {
      byte[] text = reason.getBytes(ISO_8859_1);
      ByteBuffer frame = ByteBuffer.allocate(4 + text.length);
      frame.put((byte) 0x88).put((byte) (2 + text.length)).putShort((short) code).put(text);
      socket.getOutputStream().write(frame.array());
    }

    private byte[] readPayload() throws IOException {
      int lengthBits = in.readUnsignedByte() & 0x7F;
      long lengthBytes =
          switch (lengthBits) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> lengthBits;
          };
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(Math.toIntExact(lengthBytes));
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      return payload;
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException("the handshake ended early: " + line);
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String acceptOf(String key) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SUFFIX).getBytes(ISO_8859_1));
        return Base64.getEncoder().encodeToString(digest);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has SHA-1", e);
      }
    }
  }
}
