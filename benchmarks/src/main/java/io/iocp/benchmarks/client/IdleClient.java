package io.iocp.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens watching connections on which nothing happens and holds them until its input ends.
 *
 * <pre>
 *   client  → CONNECTED      all are open
 *   harness → ping
 *   client  → ALIVE          each has answered a ping
 * </pre>
 */
public final class IdleClient {

  /** FIN and opcode ping; masked, empty; a masking key of zero. */
  private static final byte[] PING = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};

  private static final int READ_BUFFER_BYTES = 256;

  private IdleClient() {}

  /**
   * Connects and waits.
   *
   * @param args the relay's port and the number of connections
   */
  public static void main(String[] args) throws IOException {
    InetSocketAddress relay =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    int connections = Integer.parseInt(args[1]);
    List<SocketChannel> open = new ArrayList<>(connections);
    for (int i = 0; i < connections; i++) {
      open.add(ClientHandshake.connect(relay, "/watch/bench"));
    }
    System.out.println("CONNECTED");
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request = requests.readLine(); request != null; request = requests.readLine()) {
      if (request.equals("ping")) {
        for (SocketChannel connection : open) {
          ping(connection);
        }
        System.out.println("ALIVE");
      }
    }
    System.exit(0);
  }

  private static void ping(SocketChannel connection) throws IOException {
    connection.write(ByteBuffer.wrap(PING));
    PongAwaited awaited = new PongAwaited();
    FrameParser parser = new FrameParser(awaited);
    ByteBuffer bytes = ByteBuffer.allocate(READ_BUFFER_BYTES);
    while (!awaited.answered) {
      if (connection.read(bytes.clear()) < 0) {
        throw new IOException("an idle connection was closed by the relay");
      }
      parser.parse(bytes.flip());
    }
  }

  private static final class PongAwaited implements FrameParser.Sink {
    private boolean answered;

    @Override
    public void payload(ByteBuffer bytes) {
      throw new ProtocolViolation("a message on an idle connection");
    }

    @Override
    public void endOfMessage() {}

    @Override
    public void control(int opcode, ByteBuffer payload) {
      answered |= opcode == FrameParser.OPCODE_PONG;
    }
  }
}
