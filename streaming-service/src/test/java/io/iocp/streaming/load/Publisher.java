package io.iocp.streaming.load;

import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.protocol.ClientHandshake;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.HandshakeAccepted;
import io.iocp.websocket.protocol.HandshakeOffer;
import io.iocp.websocket.protocol.HandshakeResult;
import io.iocp.websocket.protocol.Opcode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Publishes a {@link SyntheticStream} at a steady rate until it is stopped. */
final class Publisher {

  private static final int MAXIMUM_CHUNKS = 50_000;
  // A masking key of zero leaves the payload as it is.
  private static final FrameWriter WRITER = FrameWriter.client(() -> 0);

  private final SyntheticStream stream;
  private final long intervalNanos;
  private final SocketChannel channel;
  private final AtomicLongArray publishedNanos = new AtomicLongArray(MAXIMUM_CHUNKS);
  private final Thread thread = new Thread(this::run, "publisher");
  private volatile int lastNumber = -1;
  private volatile int phase;
  private volatile boolean stopped;
  private volatile boolean failed;

  /** Connects; {@link #start()} publishes. */
  Publisher(InetSocketAddress server, String path, SyntheticStream stream, int chunksPerSecond)
      throws IOException {
    this.stream = stream;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / chunksPerSecond;
    this.channel = SocketChannel.open(server);
    shakeHands(path);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Number of the last chunk that was published, or −1. */
  int lastNumber() {
    return lastNumber;
  }

  /** Which part of the test runs: delays are counted apart. */
  int phase() {
    return phase;
  }

  void phase(int next) {
    phase = next;
  }

  long nanosSincePublished(int number) {
    return System.nanoTime() - publishedNanos.get(number);
  }

  boolean hasFailed() {
    return failed;
  }

  /** Publishes nothing more and disconnects, with a close frame. */
  void stop() throws IOException, InterruptedException {
    stopped = true;
    thread.join();
    if (channel.isOpen()) {
      ByteBuffer close = ByteBuffer.allocate(8);
      WRITER.writeHeader(close, Opcode.CLOSE, true, Short.BYTES);
      channel.write(close.putShort((short) 1000).flip());
      channel.close();
    }
  }

  private void run() {
    try {
      send(stream.init());
      long dueNanos = System.nanoTime();
      for (int number = 0; !stopped && number < MAXIMUM_CHUNKS; number++) {
        byte[] chunk = stream.chunk(number);
        publishedNanos.set(number, System.nanoTime());
        lastNumber = number;
        send(chunk);
        dueNanos += intervalNanos;
        LockSupport.parkNanos(dueNanos - System.nanoTime());
      }
    } catch (IOException e) {
      failed = true;
    }
  }

  private void send(byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(WRITER.headerBytes(payload.length) + payload.length);
    WRITER.writeHeader(frame, Opcode.BINARY, true, payload.length);
    frame.put(payload).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private void shakeHands(String path) throws IOException {
    ClientHandshake handshake =
        new ClientHandshake(
            new HandshakeOffer("localhost", path, List.of(), HttpFields.EMPTY),
            new byte[16],
            HeadLimits.DEFAULT);
    channel.write(ByteBuffer.wrap(handshake.request()));
    ByteBuffer answer = ByteBuffer.allocate(4096);
    HandshakeResult result = HandshakeResult.INCOMPLETE;
    while (result == HandshakeResult.INCOMPLETE) {
      if (channel.read(answer.clear()) < 0) {
        throw new IOException("the server hung up");
      }
      result = handshake.read(answer.flip());
    }
    if (!(result instanceof HandshakeAccepted)) {
      throw new IOException(path + " was not upgraded: " + result);
    }
  }
}
