package io.iocp.completion.simulated;

import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A blocking client of the simulated network, in the shape in which tests know clients. */
final class SimulatedClientChannel extends SocketChannel {

  private static final long LIMIT_NANOS = 30_000_000_000L;

  private final SimulatedNetwork network;

  // Guarded by the network.
  private @Nullable SimulatedSocket socket;
  private boolean answered;
  private boolean resetsOnClose;

  SimulatedClientChannel(SimulatedNetwork network) {
    super(SelectorProvider.provider());
    this.network = network;
  }

  private SimulatedSocket connected() {
    SimulatedSocket current = socket;
    if (current == null) {
      throw new NotYetConnectedException();
    }
    return current;
  }

  private void await(BooleanSupplier condition) throws IOException {
    if (!network.await(condition, NanoClock.system(), LIMIT_NANOS)) {
      throw new SocketTimeoutException("nothing happens any more");
    }
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    synchronized (network) {
      network.connect(
          (InetSocketAddress) remote,
          connected -> {
            socket = connected;
            answered = true;
          });
      await(() -> answered);
      if (socket == null) {
        throw new ConnectException("Connection refused");
      }
      return true;
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    synchronized (network) {
      SimulatedSocket current = connected();
      await(current::isReadable);
      int count = current.read(target, target.remaining());
      if (count == SimulatedSocket.BROKEN) {
        throw new IOException("Connection reset");
      }
      return count;
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    synchronized (network) {
      SimulatedSocket current = connected();
      await(() -> current.room() > 0 || current.broken() != null);
      int count = current.write(source, source.remaining());
      if (count == SimulatedSocket.BROKEN) {
        throw new IOException("Broken pipe");
      }
      return count;
    }
  }

  @Override
  public SocketChannel shutdownOutput() {
    synchronized (network) {
      connected().shutdownOutput();
    }
    return this;
  }

  @Override
  protected void implCloseSelectableChannel() {
    synchronized (network) {
      SimulatedSocket current = socket;
      if (current != null && resetsOnClose) {
        current.reset();
      } else if (current != null) {
        current.close();
      }
    }
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> option, T value) {
    // The simulated network has its own sizes of buffers.
    if (option == StandardSocketOptions.SO_LINGER) {
      resetsOnClose = Integer.valueOf(0).equals(value);
    }
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() {
    synchronized (network) {
      return connected().localAddress();
    }
  }

  @Override
  public SocketAddress getRemoteAddress() {
    synchronized (network) {
      return connected().remoteAddress();
    }
  }

  @Override
  public boolean isConnected() {
    synchronized (network) {
      return socket != null;
    }
  }

  // --- what no test needs

  @Override
  protected void implConfigureBlocking(boolean block) {
    if (!block) {
      throw unsupported();
    }
  }

  @Override
  public SocketChannel bind(SocketAddress local) {
    throw unsupported();
  }

  @Override
  public <T> T getOption(SocketOption<T> option) {
    throw unsupported();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    throw unsupported();
  }

  @Override
  public SocketChannel shutdownInput() {
    throw unsupported();
  }

  @Override
  public Socket socket() {
    throw unsupported();
  }

  @Override
  public boolean isConnectionPending() {
    throw unsupported();
  }

  @Override
  public boolean finishConnect() {
    throw unsupported();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw unsupported();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(
        "a simulated client of " + InetAddress.getLoopbackAddress());
  }
}
