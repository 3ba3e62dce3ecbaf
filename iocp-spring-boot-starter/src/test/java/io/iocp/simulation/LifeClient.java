package io.iocp.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedSocket;
import io.iocp.websocket.protocol.CloseStatus;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.Masking;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client with manners, good or bad. It checks what it gets, byte for byte. */
final class LifeClient implements FrameSink {

  /** How it behaves, and how it ends. */
  enum Manner {
    /** Says goodbye and waits for the answer. */
    POLITE,
    /** Finishes its sending side without a word. */
    FINISHES,
    RESETS,
    /** Its cable is unplugged. */
    VANISHES,
    /** Its cable is unplugged for a while. */
    FLICKERS,
    /** Does not read any more. */
    STALLS,
    /** Does not read for a while. */
    DAWDLES,
    /** Breaks the protocol. */
    VIOLATES,
    /** Just stays, for a while. */
    STAYS,
    BAD_HANDSHAKE,
    PARTIAL_HANDSHAKE,
    SAYS_NOTHING
  }

  private static final Manner[] MANNERS = Manner.values();
  private static final int FIRST_CODE = 3000;
  private static final int LONGEST_MESSAGE = 5000;
  private static final int SHORTEST_MESSAGE = 8;
  private static final int MILLI = 1_000_000;
  private static final FrameLimits LIMITS = new FrameLimits(1 << 20, 1 << 24);

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final int number;
  private final Manner manner;
  private final MessageCheck toServer;
  private final MessageCheck toClient;
  private final FrameReader frames = new FrameReader(Role.CLIENT, LIMITS, this);
  private final FrameWriter writer;
  private final ArrayDeque<ByteBuffer> outbox = new ArrayDeque<>();
  private final ByteBuffer input = ByteBuffer.allocate(4096);
  private final StringBuilder head = new StringBuilder();

  private @Nullable SimulatedSocket socket;
  private int actions;
  private long messages;
  private boolean accepted;
  private boolean reading;
  private boolean writing;
  private boolean stalled;
  private boolean goodbyeSent;
  private boolean serverClosed;
  private boolean finishing;
  private boolean dropped;
  private boolean ended;

  LifeClient(ServerLife life, int number) {
    this.life = life;
    this.network = life.network();
    this.number = number;
    this.manner = MANNERS[network.below(MANNERS.length)];
    this.actions = network.below(16);
    this.writer = FrameWriter.client(() -> network.below(Integer.MAX_VALUE));
    this.toServer = new MessageCheck("client " + number + " to server", life::violated);
    this.toClient = new MessageCheck("server to client " + number, life::violated);
  }

  // --- what the server's side knows of it

  MessageCheck toServer() {
    return toServer;
  }

  MessageCheck toClient() {
    return toClient;
  }

  boolean expectsSession() {
    return manner != Manner.BAD_HANDSHAKE
        && manner != Manner.PARTIAL_HANDSHAKE
        && manner != Manner.SAYS_NOTHING;
  }

  /** Whether that is the close frame that this client has sent. */
  boolean saidGoodbye(CloseStatus status) {
    return status.code() == FIRST_CODE + number;
  }

  /** What was accepted for it need not arrive any more. */
  void backlogWasDropped() {
    dropped = true;
  }

  /** Whether it has connected, or was refused. */
  boolean hasCome() {
    return ended || socket != null;
  }

  // --- beginning

  void connect(InetSocketAddress address) {
    network.connect(
        address,
        connected -> {
          if (connected == null) {
            ended = true;
          } else {
            socket = connected;
            connected.onChange(this::changed);
            changed();
            shakeHands();
          }
        });
  }

  private void shakeHands() {
    network.note("manner " + manner, number, actions);
    String request =
        "GET /life/"
            + number
            + " HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    switch (manner) {
      case SAYS_NOTHING -> actions = 0;
      case PARTIAL_HANDSHAKE -> {
        write(request.substring(0, network.below(request.length())).getBytes(ISO_8859_1));
        actions = 0;
      }
      case BAD_HANDSHAKE -> {
        write(spoil(request).getBytes(ISO_8859_1));
        actions = 0;
      }
      default -> {
        write(request.getBytes(ISO_8859_1));
        // What follows does not wait for the answer, now and then.
        if (network.chance(200)) {
          actSoon();
        }
      }
    }
  }

  private String spoil(String request) {
    return switch (network.below(5)) {
      case 0 -> request.replace("GET", "POST");
      case 1 -> request.replace("/life", "/death");
      case 2 -> request.replace("Version: 13", "Version: 7");
      case 3 -> request.replace("Upgrade: websocket", "Upgrade: h2c");
      default -> "\u0016\u0003\u0001 is no HTTP\r\n\r\n";
    };
  }

  // --- acting

  private void actSoon() {
    network.schedule((long) network.below(400) * MILLI, this::act);
  }

  private void act() {
    if (ended || finishing) {
      return;
    }
    if (actions-- <= 0) {
      end();
      return;
    }
    switch (network.below(10)) {
      case 0 -> control(Opcode.PING);
      case 1 -> control(Opcode.PONG);
      case 2, 3 -> fragments(newMessage());
      default -> frame(Opcode.BINARY, newMessage().bytes(), true);
    }
    actSoon();
  }

  private Message newMessage() {
    Message message =
        new Message(++messages * 64 + number, SHORTEST_MESSAGE + network.below(LONGEST_MESSAGE));
    toServer.sent(message);
    return message;
  }

  private void fragments(Message message) {
    byte[] bytes = message.bytes();
    int from = 0;
    Opcode opcode = network.chance(500) ? Opcode.TEXT : Opcode.BINARY;
    while (network.chance(700)) {
      int to = from + network.below(bytes.length - from + 1);
      frame(opcode, Arrays.copyOfRange(bytes, from, to), false);
      if (network.chance(300)) {
        control(Opcode.PING);
      }
      opcode = Opcode.CONTINUATION;
      from = to;
    }
    frame(opcode, Arrays.copyOfRange(bytes, from, bytes.length), true);
  }

  private void control(Opcode opcode) {
    ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
    ByteBuffer payload = ByteBuffer.allocate(network.below(20));
    if (opcode == Opcode.PING) {
      writer.writePing(out, payload);
    } else {
      writer.writePong(out, payload);
    }
    write(out.flip());
  }

  private void frame(Opcode opcode, byte[] payload, boolean last) {
    ByteBuffer out = ByteBuffer.allocate(writer.headerBytes(payload.length) + payload.length);
    int key = writer.writeHeader(out, opcode, last, payload.length);
    int start = out.position();
    out.put(payload);
    Masking.apply(out, start, out.position(), key);
    write(out.flip());
  }

  private void end() {
    network.note("ends", number, manner.ordinal());
    switch (manner) {
      case POLITE -> sayGoodbye();
      case FINISHES -> {
        finishing = true;
        flush();
      }
      case RESETS -> reset();
      case VANISHES -> {
        connected().cut();
      }
      case FLICKERS -> {
        connected().cut();
        SimulatedSocket cut = connected();
        network.schedule((long) network.below(3000) * MILLI, cut::heal);
        network.schedule(4000L * MILLI, this::sayGoodbye);
      }
      case STALLS -> stalled = true;
      case DAWDLES -> {
        stalled = true;
        network.schedule((long) network.below(3000) * MILLI, this::readOn);
      }
      case VIOLATES -> violate();
      default -> network.schedule((long) network.below(8000) * MILLI, this::sayGoodbye);
    }
  }

  private SimulatedSocket connected() {
    return Objects.requireNonNull(socket);
  }

  private void readOn() {
    stalled = false;
    changed();
    sayGoodbye();
  }

  private void sayGoodbye() {
    if (!goodbyeSent && !ended) {
      goodbyeSent = true;
      ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
      writer.writeClose(out, new CloseStatus(FIRST_CODE + number, "goodbye"));
      write(out.flip());
    }
  }

  private void violate() {
    byte[] wrong =
        switch (network.below(3)) {
          case 0 -> new byte[] {(byte) 0xFF, (byte) 0x80, 0, 0, 0, 0};
          case 1 -> new byte[] {(byte) 0x82, 1, 'a'};
          default -> new byte[] {(byte) 0x89, (byte) 0xFE, 1, 0};
        };
    write(wrong);
    goodbyeSent = true;
  }

  private void reset() {
    if (!ended) {
      ended = true;
      connected().reset();
    }
  }

  // --- bytes

  private void changed() {
    if (!reading && !stalled && !ended && connected().isReadable()) {
      reading = true;
      network.schedule(1L + network.below(MILLI), this::read);
    }
    if (!writing && !outbox.isEmpty() && !ended) {
      writing = true;
      network.schedule(1L + network.below(MILLI), this::flush);
    }
  }

  private void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  private void write(ByteBuffer bytes) {
    outbox.add(bytes);
    changed();
  }

  private void flush() {
    writing = false;
    while (!outbox.isEmpty() && !ended) {
      ByteBuffer first = outbox.peek();
      int length = first.remaining();
      int most = length > 1 && network.chance(300) ? 1 + network.below(length) : length;
      int count = connected().write(first, most);
      if (count == SimulatedSocket.BROKEN) {
        outbox.clear();
      } else if (first.hasRemaining()) {
        if (count > 0) {
          changed();
        }
        return;
      } else {
        outbox.remove();
      }
    }
    if (finishing && !ended) {
      connected().shutdownOutput();
    }
  }

  private void read() {
    reading = false;
    if (ended || stalled) {
      return;
    }
    input.clear();
    int count = connected().read(input, 1 + network.below(input.capacity()));
    if (count < 0) {
      ended = true;
      life.expect(
          count != SimulatedSocket.END || !serverClosed || dropped || toClient.isComplete(),
          "order kept: what was accepted arrives before a close frame, client " + number);
      connected().close();
      return;
    }
    input.flip();
    if (!accepted) {
      readHead();
    }
    if (accepted && !serverClosed && input.hasRemaining()) {
      ReadOutcome outcome = frames.read(input);
      life.expect(outcome != ReadOutcome.VIOLATED, "a server's frames are well formed");
    }
    changed();
  }

  private void readHead() {
    while (!accepted && input.hasRemaining()) {
      head.append((char) input.get());
      if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        boolean success = head.toString().startsWith("HTTP/1.1 101 ");
        life.expect(success == expectsSession(), "a handshake gets the answer it deserves");
        accepted = true;
        serverClosed = !success;
        if (success) {
          actSoon();
        }
      }
    }
  }

  // --- frames

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    toClient.arrived(piece, last);
  }

  @Override
  public void ping(ByteBuffer payload) {
    if (network.chance(800)) {
      ByteBuffer out = ByteBuffer.allocate(FrameHeader.MAX_CONTROL_FRAME_BYTES + 8);
      writer.writePong(out, payload);
      write(out.flip());
    }
  }

  @Override
  public void pong(ByteBuffer payload) {}

  @Override
  public void close(CloseStatus status) {
    network.note("close frame", number, status.code());
    serverClosed = true;
    sayGoodbye();
    if (network.chance(200)) {
      reset();
    }
  }
}
