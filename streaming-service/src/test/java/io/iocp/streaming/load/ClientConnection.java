package io.iocp.streaming.load;

import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.protocol.ClientHandshake;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.HandshakeAccepted;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeOffer;
import io.iocp.websocket.protocol.HandshakeResult;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client end of one WebSocket. Only on its loop's thread. */
abstract class ClientConnection implements FrameSink {

  private static final int LARGEST_REST = 16 << 10;
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final FrameLimits LIMITS = new FrameLimits(1 << 20, 32 << 20);

  private final String path;
  private final int receiveBufferBytes;
  private @Nullable ClientHandshake handshake;
  private @Nullable FrameReader frames;
  private ClientLoop loop;
  private SocketChannel channel;
  private SelectionKey key;
  // Bytes that it may read at once.
  private int allowance = UNLIMITED;

  /**
   * @param receiveBufferBytes SO_RCVBUF, or 0 for the operating system's own sizing
   */
  ClientConnection(String path, int receiveBufferBytes) {
    this.path = path;
    this.receiveBufferBytes = receiveBufferBytes;
  }

  /** The handshake is done. */
  void opened() {}

  /** The connection is over; {@code failure} says why unless the server ended it in order. */
  abstract void ended(@Nullable String failure);

  final ClientLoop loop() {
    return loop;
  }

  final SocketChannel channel() {
    return channel;
  }

  /** Whether the peer's bytes are taken out of the socket. Any thread. */
  final void reading(boolean wanted) {
    loop.execute(() -> key.interestOps(wanted ? SelectionKey.OP_READ : 0));
  }

  /** From now on it reads nothing but what {@link #readMore} allows. */
  final void readNothing() {
    allow(0);
  }

  /** It may read so many bytes more; what it has not read of earlier ones is kept up to 16 KB. */
  final void readMore(int bytes) {
    allow(Math.min(allowance, LARGEST_REST) + bytes);
  }

  private void allow(int bytes) {
    allowance = bytes;
    if (channel.isConnected()) {
      key.interestOps(bytes > 0 ? SelectionKey.OP_READ : 0);
    }
  }

  final void start(ClientLoop by) {
    loop = by;
    handshake =
        new ClientHandshake(
            new HandshakeOffer("localhost", path, List.of(), HttpFields.EMPTY),
            new byte[16],
            HeadLimits.DEFAULT);
    try {
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      if (receiveBufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
      if (channel.connect(loop.server())) {
        connected();
      }
    } catch (IOException e) {
      end("connect failed: " + e);
    }
  }

  final void ready(int operations) {
    try {
      if ((operations & SelectionKey.OP_CONNECT) != 0 && channel.finishConnect()) {
        connected();
      } else {
        read();
      }
    } catch (IOException e) {
      end(e.toString());
    }
  }

  private void connected() throws IOException {
    key.interestOps(SelectionKey.OP_READ);
    // Far smaller than any send buffer.
    channel.write(ByteBuffer.wrap(handshake.request()));
  }

  private void read() throws IOException {
    ByteBuffer buffer = loop.readBuffer();
    buffer.limit(Math.min(buffer.limit(), allowance));
    int bytes = channel.read(buffer);
    if (bytes < 0) {
      end(null);
      return;
    }
    loop.received(bytes);
    if (allowance != UNLIMITED) {
      allow(allowance - bytes);
    }
    buffer.flip();
    if (handshake != null) {
      shakeHands(buffer);
    }
    if (frames != null && frames.read(buffer) == ReadOutcome.VIOLATED) {
      end("the server broke a rule: " + frames.violation());
    }
  }

  private void shakeHands(ByteBuffer buffer) {
    HandshakeResult result = handshake.read(buffer);
    if (result instanceof HandshakeAccepted) {
      handshake = null;
      frames = new FrameReader(Role.CLIENT, LIMITS, this);
      opened();
    } else if (result instanceof HandshakeFailure failure) {
      end("handshake failed: " + failure.reason());
    }
  }

  /** Closes the socket; with what it has not read, that is a reset. */
  final void end(@Nullable String failure) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ended(failure);
  }

  @Override
  public void ping(ByteBuffer payload) {
    // The server's keep-alive is far away in these tests.
  }

  @Override
  public void pong(ByteBuffer payload) {
    // Nobody pings.
  }
}
