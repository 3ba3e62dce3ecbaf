package io.iocp.streaming.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A viewer behind a link of so many bytes a second, which can change. */
final class ThrottledViewer implements AutoCloseable {

  private static final int RECEIVE_BUFFER_BYTES = 16 << 10;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int OPCODE = 0x0F;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final Pattern STREAM =
      Pattern.compile("\\{\"type\":\"stream\",\"stream\":\"([^\"]*)\".*");
  private static final String TIME_BOX = "tfdt";
  // After the type: version and flags.
  private static final int TIME_OFFSET = TIME_BOX.length() + 4;

  /**
   * A fragment of MP4 that has come, a frame in streams that are cut so.
   *
   * @param stream the stream or rendition that it is of
   * @param ticks its time in the stream
   * @param nanos when all of it was here
   */
  record Delivery(String stream, long ticks, long nanos) {}

  private final Socket socket = new Socket();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private final AtomicInteger chunks = new AtomicInteger();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::read, "throttled-viewer");
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  private ThrottledViewer() {}

  /** Connects, and reads as fast as it can. */
  static ThrottledViewer connect(int port, String path) throws IOException {
    ThrottledViewer viewer = new ThrottledViewer();
    viewer.socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    viewer.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    viewer.socket.getOutputStream().write(request.getBytes(US_ASCII));
    viewer.thread.start();
    return viewer;
  }

  /** Reads no faster from now on. */
  void limit(long bytes) {
    bytesPerSecond = bytes;
  }

  /** Reads as fast as it can from now on. */
  void free() {
    bytesPerSecond = Long.MAX_VALUE;
  }

  /** Text messages so far. */
  List<String> texts() {
    return texts;
  }

  /** Binary messages so far. */
  int chunks() {
    return chunks.get();
  }

  /** The rendition, or the stream, that was announced last; empty before there is one. */
  String stream() {
    return texts.stream()
        .map(STREAM::matcher)
        .filter(Matcher::matches)
        .map(message -> message.group(1))
        .reduce("", (first, second) -> second);
  }

  /** The fragments so far, if it is a stream of MP4. */
  List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  private void came(byte[] message) {
    int at = new String(message, ISO_8859_1).indexOf(TIME_BOX);
    if (at >= 0) {
      long ticks = ByteBuffer.wrap(message).getLong(at + TIME_OFFSET);
      deliveries.add(new Delivery(stream(), ticks, System.nanoTime()));
    }
    chunks.incrementAndGet();
  }

  private void read() {
    try (DataInputStream input =
        new DataInputStream(new BufferedInputStream(new Throttle(socket.getInputStream()), 1024))) {
      skipHead(input);
      while (true) {
        int opcode = input.readUnsignedByte() & OPCODE;
        long length = input.readUnsignedByte();
        if (length == LENGTH_16) {
          length = input.readUnsignedShort();
        } else if (length == LENGTH_64) {
          length = input.readLong();
        }
        byte[] payload = input.readNBytes((int) length);
        if (opcode == TEXT) {
          texts.add(new String(payload, UTF_8));
        } else if (opcode == BINARY) {
          came(payload);
        }
      }
    } catch (IOException e) {
      // It was closed, by either side.
    }
  }

  private static void skipHead(DataInputStream input) throws IOException {
    int ends = 0;
    while (ends < 2) {
      int next = input.readUnsignedByte();
      if (next == '\n') {
        ends++;
      } else if (next != '\r') {
        ends = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Waits for as long as what was read takes on the link. */
  private final class Throttle extends FilterInputStream {

    Throttle(InputStream input) {
      super(input);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0 && bytesPerSecond != Long.MAX_VALUE) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(read) / bytesPerSecond);
      }
      return read;
    }
  }
}
