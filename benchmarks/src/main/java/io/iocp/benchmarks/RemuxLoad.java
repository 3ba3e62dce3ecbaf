package io.iocp.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Publishers over HTTP that keep a pace, and viewers who throw away what comes; a thread each. */
final class RemuxLoad implements Closeable {

  private static final int START_SECONDS = 120;
  private static final int STEP_MILLIS = 20;

  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private final LongAdder received = new LongAdder();

  RemuxLoad(int port) {
    this.port = port;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** All bytes that viewers have got. */
  long receivedBytes() {
    return received.sum();
  }

  void awaitServer(Process service) throws IOException, InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (service.isAlive() && System.nanoTime() < deadlineNanos) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IOException("the service does not listen");
  }

  void watch(String stream) throws IOException {
    Socket socket = connect();
    String handshake =
        "GET /watch/"
            + stream
            + "?wait=60s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(handshake.getBytes(US_ASCII));
    start("viewer", () -> drain(socket.getInputStream()));
  }

  private void drain(InputStream in) throws IOException {
    byte[] scratch = new byte[1 << 16];
    for (int count = in.read(scratch); count >= 0; count = in.read(scratch)) {
      received.add(count);
    }
  }

  /**
   * Publishes a file.
   *
   * @param seconds how long it is
   */
  void publish(String stream, byte[] media, int seconds) throws IOException {
    Socket socket = connect();
    OutputStream out = socket.getOutputStream();
    String head = "PUT /publish/" + stream + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ";
    out.write((head + media.length + "\r\n\r\n").getBytes(US_ASCII));
    start("publisher", () -> pace(out, media, seconds * 1000L));
  }

  private static void pace(OutputStream out, byte[] media, long millis)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    int at = 0;
    while (at < media.length) {
      long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      int due = (int) Math.min(media.length, media.length * elapsedMillis / millis);
      out.write(media, at, due - at);
      at = due;
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The measurement is over; what came too early is missing in what was received.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends all of them by closing what they are on. */
  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
