package io.iocp.completion.windows;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.windows.WindowsPortProvider.Reads;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.ConnectionServer;
import io.iocp.connection.SendOutcome;
import io.iocp.testsupport.WineProgram;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * For clients from outside: sends back what it gets, finishes after its peer, and resets whoever
 * sends an {@code R} first. Answers {@code figures} with what is in flight and in use.
 */
public final class EchoServer {

  static final byte RESET_ME = 'R';

  private EchoServer() {}

  /** How the engine is set up. */
  enum Mode {
    OVERLAPPED(Reads.OVERLAPPED, 0, false, 4),
    THREE_PENDING_READS(Reads.OVERLAPPED, 3, false, 4),
    POLLS_IN_THE_DRIVER(Reads.NOTIFICATION, 0, false, 4),
    REGISTRATIONS(Reads.NOTIFICATION, 0, true, 4),
    REGISTRATIONS_THAT_STAY(Reads.NOTIFICATION, 0, true, 1);

    private final Reads reads;
    private final int pendingReads;
    private final boolean registrations;
    private final int workers;

    Mode(Reads reads, int pendingReads, boolean registrations, int workers) {
      this.reads = reads;
      this.pendingReads = pendingReads;
      this.registrations = registrations;
      this.workers = workers;
    }

    /** Whether a stand-in makes the registrations; see {@link PolledSocketNotifications}. */
    boolean hasStandIn() {
      return registrations;
    }

    private WindowsPortProvider provider(int firstDataBytes, boolean reuseSockets) {
      return new WindowsPortProvider(
          new WindowsPortProvider.Options(
              WindowsPortProvider.Options.DEFAULTS.accepts(),
              firstDataBytes,
              Duration.ofSeconds(1),
              pendingReads,
              reads,
              reuseSockets),
          () -> registrations ? PolledSocketNotifications.instance() : null);
    }
  }

  /** Arguments: the mode, bytes of first data, whether sockets are used again. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Mode mode = Mode.valueOf(arguments[0]);
    WindowsPortProvider provider =
        mode.provider(Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]));
    BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());
    WindowsPort port =
        (WindowsPort)
            provider.open(new PortOptions(mode.workers, pool, 16 << 10, 64, NanoClock.system()));
    ConnectionServer server =
        ConnectionServer.start(port, ConnectionOptions.DEFAULTS, NanoClock.system());
    InetSocketAddress address =
        server.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            Echo::new);
    WineProgram.answer(
        question ->
            question.equals("port")
                ? Integer.toString(address.getPort())
                : "pending="
                    + port.statistics().pendingTotal()
                    + " buffers="
                    + pool.statistics().used()
                    + " slots="
                    + port.parts().slabs().inUse()
                    + " contexts="
                    + (server.contexts().made() - server.contexts().free())
                    + " late="
                    + port.statistics().lateCompletions()
                    + " connections="
                    + server.connectionCount());
    server.stop(Duration.ZERO);
    int inFlight = port.shutDown();
    System.exit(inFlight);
  }

  private static final class Echo implements ConnectionHandler {

    @Override
    public void opened(Connection connection) {
      connection.opened();
    }

    @Override
    public void received(Connection connection, SharedBuffer buffer) {
      boolean reset = buffer.memory().get(buffer.start()) == RESET_ME;
      if (reset || connection.send(buffer) == SendOutcome.FULL) {
        connection.abort(CloseCause.POLICY);
      }
      buffer.release();
    }

    @Override
    public void peerFinished(Connection connection) {
      connection.close();
    }

    @Override
    public void closed(Connection connection, CloseCause cause) {}
  }
}
