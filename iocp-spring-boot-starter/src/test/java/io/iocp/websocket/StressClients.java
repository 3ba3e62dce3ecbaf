package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread full of clients that do what comes to its mind. What the server sends them must be
 * well-formed frames, and each message one byte over and over: anything else is somebody else's.
 */
final class StressClients extends Thread {

  private static final int CLIENTS = 24;
  private static final int LARGEST_PAYLOAD = 40_000;

  private final InetSocketAddress address;
  private final Random random;
  private final Consumer<String> failures;
  private final @Nullable Client[] clients = new @Nullable Client[CLIENTS];
  private final ByteBuffer input = ByteBuffer.allocate(32 << 10);
  private volatile boolean ending;

  StressClients(String name, InetSocketAddress address, Random random, Consumer<String> failures) {
    super(name);
    this.address = address;
    this.random = random;
    this.failures = failures;
  }

  void end() {
    ending = true;
  }

  @Override
  public void run() {
    while (!ending) {
      int i = random.nextInt(CLIENTS);
      Client client = clients[i];
      try {
        if (client == null) {
          clients[i] = new Client();
        } else if (!client.act()) {
          clients[i] = null;
        }
      } catch (IOException e) {
        // Reset by the server, which may.
        clients[i] = null;
        closeQuietly(client);
      }
    }
    Arrays.stream(clients).forEach(StressClients::closeQuietly);
  }

  private static void closeQuietly(@Nullable Client client) {
    if (client != null) {
      try {
        client.socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final class Client implements FrameSink {

    final SocketChannel socket = SocketChannel.open();
    private final FrameReader frames =
        new FrameReader(Role.CLIENT, new FrameLimits(1 << 20, 1 << 24), this);
    private final StringBuilder head = new StringBuilder();
    private boolean opened;
    private boolean writing = true;
    private byte expected;

    Client() throws IOException {
      try {
        if (random.nextBoolean()) {
          socket.setOption(StandardSocketOptions.SO_RCVBUF, 8 << 10);
        }
        socket.connect(address);
        socket.configureBlocking(false);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      if (random.nextInt(20) > 0) {
        write(RawClient.handshake("/stress").getBytes(US_ASCII));
      }
    }

    /** Does one thing; answers whether the client is still there. */
    boolean act() throws IOException {
      switch (random.nextInt(40)) {
        case 0 -> {
          return leave();
        }
        case 1 -> {
          socket.shutdownOutput();
          writing = false;
        }
        case 2 -> write(new byte[] {(byte) 0xFF, 0, 1, 2});
        case 3 -> write(RawClient.frame(Opcode.CLOSE, true, new byte[] {3, (byte) 0xE8}));
        case 4, 5, 6 -> write(RawClient.frame(Opcode.PING, true, payload(125)));
        case 7 -> write(RawClient.frame(Opcode.PONG, true, payload(10)));
        case 8, 9, 10, 11 -> write(RawClient.frame(Opcode.TEXT, true, payload(200)));
        case 12, 13, 14, 15 ->
            write(RawClient.frame(Opcode.BINARY, true, payload(LARGEST_PAYLOAD)));
        case 16, 17 -> fragments();
        default -> {
          return read();
        }
      }
      return true;
    }

    private boolean leave() throws IOException {
      if (random.nextBoolean()) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      socket.close();
      return false;
    }

    private byte[] payload(int mostBytes) {
      return payload(mostBytes, (byte) ('a' + random.nextInt(26)));
    }

    private byte[] payload(int mostBytes, byte value) {
      byte[] payload = new byte[random.nextInt(mostBytes + 1)];
      Arrays.fill(payload, value);
      return payload;
    }

    private void fragments() throws IOException {
      byte value = (byte) ('a' + random.nextInt(26));
      write(RawClient.frame(Opcode.BINARY, false, payload(2000, value)));
      while (random.nextInt(3) > 0) {
        write(RawClient.frame(Opcode.CONTINUATION, false, payload(2000, value)));
        write(RawClient.frame(Opcode.PING, true, payload(5)));
      }
      write(RawClient.frame(Opcode.CONTINUATION, true, payload(2000, value)));
    }

    /** All or nothing more ever: what follows half a frame would be taken for its rest. */
    private void write(byte[] bytes) throws IOException {
      ByteBuffer output = ByteBuffer.wrap(bytes);
      for (int tries = 0; writing && output.hasRemaining(); tries++) {
        socket.write(output);
        if (tries == 100) {
          writing = false;
        }
      }
    }

    private boolean read() throws IOException {
      int count = socket.read(input.clear());
      if (count < 0) {
        socket.close();
        return false;
      }
      input.flip();
      while (!opened && input.hasRemaining()) {
        head.append((char) input.get());
        opened = head.indexOf("\r\n\r\n") > 0;
      }
      if (opened && head.indexOf(" 101 ") < 0) {
        return leave(); // What follows is text for people.
      }
      if (input.hasRemaining() && frames.read(input) == ReadOutcome.VIOLATED) {
        failures.accept("the server broke the protocol: " + frames.violation());
        return leave();
      }
      return true;
    }

    @Override
    public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
      if (first && piece.hasRemaining()) {
        expected = piece.get(piece.position());
      }
      while (piece.hasRemaining()) {
        byte found = piece.get();
        if (found != expected) {
          failures.accept("a client got a byte of another message: " + found);
          return;
        }
      }
    }

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public void pong(ByteBuffer payload) {}

    @Override
    public void close(WsClose status) {}
  }
}
