package io.iocp.streaming.endtoend;

import io.iocp.testsupport.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A way for a browser on this machine to a server on it that leads through a cable which carries
 * only so much: what connects here is connected from the cable's other end.
 */
final class SlowLink implements AutoCloseable {

  private static final int PIECE_BYTES = 16 << 10;

  private final NetworkNamespace elsewhere;
  private final int targetPort;
  private final ServerSocket door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService connecting = Executors.newSingleThreadExecutor();
  private final ExecutorService pumps = Executors.newCachedThreadPool();

  private SlowLink(NetworkNamespace elsewhere, int targetPort) throws IOException {
    this.elsewhere = elsewhere;
    this.targetPort = targetPort;
  }

  /**
   * Begins at once.
   *
   * @param targetPort of the server, which has to listen on all addresses
   * @param rate what the cable carries, as {@code tc} spells it, such as {@code 1500kbit}
   * @throws org.opentest4j.TestAbortedException if that is not possible and not required
   */
  static SlowLink to(int targetPort, String rate) throws Exception {
    NetworkNamespace elsewhere = NetworkNamespace.require();
    elsewhere.limit(rate);
    SlowLink link = new SlowLink(elsewhere, targetPort);
    link.connecting.submit(elsewhere::enter).get();
    link.pumps.execute(link::accept);
    return link;
  }

  URI page(String path) {
    return URI.create("http://127.0.0.1:" + door.getLocalPort() + path);
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        sockets.add(near);
        Future<Socket> far = connecting.submit(this::connect);
        pumps.execute(() -> join(near, far));
      }
    } catch (IOException e) {
      // That is the end.
    }
  }

  private Socket connect() throws IOException {
    Socket far = new Socket();
    sockets.add(far);
    far.connect(new InetSocketAddress(elsewhere.here(), targetPort));
    return far;
  }

  private void join(Socket near, Future<Socket> connected) {
    try {
      Socket far = connected.get();
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      pumps.execute(() -> pump(near, far));
      pump(far, near);
    } catch (Exception e) {
      close(near); // The browser sees that nobody is there.
    }
  }

  private static void pump(Socket from, Socket to) {
    byte[] piece = new byte[PIECE_BYTES];
    try (from;
        to) {
      for (int length = from.getInputStream().read(piece);
          length >= 0;
          length = from.getInputStream().read(piece)) {
        to.getOutputStream().write(piece, 0, length);
      }
    } catch (SocketException e) {
      // Either end may go whenever it likes.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    sockets.forEach(SlowLink::close);
    connecting.shutdownNow();
    pumps.shutdownNow();
    elsewhere.close();
  }
}
