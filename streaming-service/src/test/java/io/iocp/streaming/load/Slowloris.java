package io.iocp.streaming.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Many connections that send one byte a second of a handshake that never ends, so that none of them
 * is ever silent. On the thread that calls it.
 */
final class Slowloris implements AutoCloseable {

  private static final byte[] HANDSHAKE =
      ("GET /watch/load HTTP/1.1\r\nHost: localhost\r\nX-Endless: " + "x".repeat(1000))
          .getBytes(StandardCharsets.US_ASCII);

  private final List<SocketChannel> open = new ArrayList<>();
  private int next;

  void connect(InetSocketAddress server, int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(server);
      channel.configureBlocking(false);
      open.add(channel);
    }
  }

  /**
   * Each sends its next byte.
   *
   * @return how many the server has not ended
   */
  int sendByte() {
    ByteBuffer none = ByteBuffer.allocate(1);
    Iterator<SocketChannel> channels = open.iterator();
    while (channels.hasNext()) {
      SocketChannel channel = channels.next();
      try {
        channel.write(ByteBuffer.wrap(HANDSHAKE, next, 1));
        if (channel.read(none.clear()) < 0) {
          throw new IOException("ended in order");
        }
      } catch (IOException e) {
        closeQuietly(channel);
        channels.remove();
      }
    }
    next++;
    return open.size();
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }

  @Override
  public void close() {
    open.forEach(Slowloris::closeQuietly);
  }
}
