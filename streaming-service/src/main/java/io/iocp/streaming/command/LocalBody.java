package io.iocp.streaming.command;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a program on this machine sends as the body of one HTTP request. A program has one standard
 * output, and not every system lets it inherit more; the address has a secret, so that nobody else
 * on this machine can send something in its place.
 *
 * <p>One reader; {@link #close} on any thread.
 */
final class LocalBody extends InputStream {

  /** Of a request's head, or of the line in front of a chunk. */
  private static final int LONGEST_LINE = 1_024;

  private static final int MOST_LINES = 64;
  private static final int SECRET_BYTES = 16;
  private static final int STRANGERS = 16;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int HEAD_MILLIS = 2_000;

  private final ServerSocket server;
  private final String path;

  // Only accessed by the reader, but for closing.
  private volatile @Nullable Socket connection;
  private @Nullable InputStream body;
  private long chunkBytes;
  private boolean over;

  private LocalBody(ServerSocket server, String path) {
    this.server = server;
    this.path = path;
  }

  /** Listens on this machine for the one who knows the address. */
  static LocalBody listen() throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setSoTimeout(PATIENCE_MILLIS);
    return new LocalBody(server, "/" + HexFormat.of().formatHex(secret));
  }

  /** Where to send it. */
  URI address() {
    String host = server.getInetAddress().getHostAddress();
    return URI.create(
        "http://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + server.getLocalPort()
            + path);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    InputStream from = body;
    if (from == null) {
      from = accept();
      body = from;
    }
    if (over || length == 0) {
      return over ? -1 : 0;
    }
    if (chunkBytes == 0) {
      chunkBytes = chunk(line(from));
    }
    if (chunkBytes == 0) {
      over = true;
      return -1;
    }
    int count = from.read(into, offset, (int) Math.min(length, chunkBytes));
    if (count < 0) {
      over = true; // It was ended before it could say so.
      return -1;
    }
    chunkBytes -= count;
    if (chunkBytes == 0) {
      line(from);
    }
    return count;
  }

  private static long chunk(String line) throws IOException {
    try {
      return Long.parseUnsignedLong(line, 16) & Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      throw new IOException("the program sends no chunks: " + line, e);
    }
  }

  private InputStream accept() throws IOException {
    try (ServerSocket listening = server) {
      for (int stranger = 0; stranger < STRANGERS; stranger++) {
        Socket socket = listening.accept();
        socket.setSoTimeout(HEAD_MILLIS);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        if (isExpected(in)) {
          socket.setSoTimeout(0);
          connection = socket;
          return in;
        }
        socket.close();
      }
    }
    throw new IOException("others connect in the place of the program");
  }

  /** Reads the head of a request. */
  private boolean isExpected(InputStream in) {
    try {
      boolean named = line(in).startsWith("POST " + path + " ");
      for (int i = 0; named && i < MOST_LINES; i++) {
        if (line(in).isEmpty()) {
          return true;
        }
      }
    } catch (IOException e) {
      // Silent for too long, or gone.
    }
    return false;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() == LONGEST_LINE) {
        return "0";
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** The program has ended: nobody is waited for any more. What it has sent can be read. */
  void noMore() {
    try {
      server.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Socket open = connection;
    if (open != null) {
      open.close();
    }
  }
}
