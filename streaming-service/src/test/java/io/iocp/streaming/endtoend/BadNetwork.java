package io.iocp.streaming.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network on this machine that loses one datagram of a hundred, and turns the order of two of
 * them round as often. The kernel's own ({@code tc} with netem) is not in every kernel.
 */
final class BadNetwork implements AutoCloseable {

  private static final int PERCENT = 100;
  private static final int LARGEST = 64 << 10;

  private final InetSocketAddress target;
  private final boolean reorders;
  private final DatagramChannel socket;
  private final Thread thread = new Thread(this::run, "bad-network");
  private final Random random = new Random(1);
  private final AtomicInteger lost = new AtomicInteger();

  private BadNetwork(int port, boolean reorders) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.reorders = reorders;
    socket =
        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    thread.start();
  }

  /** In front of a port of this machine. */
  static BadNetwork losing(int port) throws IOException {
    return new BadNetwork(port, false);
  }

  /** One that turns the order round and loses nothing. */
  static BadNetwork reordering(int port) throws IOException {
    return new BadNetwork(port, true);
  }

  /** Where to send to instead. */
  int port() {
    return socket.socket().getLocalPort();
  }

  /** Datagrams that got lost. */
  int lost() {
    return lost.get();
  }

  private void run() {
    ByteBuffer datagram = ByteBuffer.allocate(LARGEST);
    ByteBuffer held = ByteBuffer.allocate(LARGEST).flip();
    try {
      while (true) {
        datagram.clear();
        socket.receive(datagram);
        datagram.flip();
        boolean hit = random.nextInt(PERCENT) == 0;
        if (hit && reorders && !held.hasRemaining()) {
          held.clear().put(datagram).flip();
        } else if (hit && !reorders) {
          lost.incrementAndGet();
        } else {
          socket.send(datagram, target);
          if (held.hasRemaining()) {
            socket.send(held, target);
          }
        }
      }
    } catch (ClosedChannelException e) {
      // That is the end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
