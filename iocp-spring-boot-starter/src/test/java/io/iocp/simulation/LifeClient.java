package io.iocp.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.completion.simulated.SimulatedSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client with manners, good or bad, whatever protocol it speaks. It checks what it gets, byte for
 * byte.
 */
abstract class LifeClient implements Visitor {

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

  static final int FIRST_CODE = 3000;

  private static final Manner[] MANNERS = Manner.values();
  private static final int LONGEST_MESSAGE = 5000;
  private static final int LONGEST_SECURED_MESSAGE = 25_000;
  private static final int SHORTEST_MESSAGE = 8;
  private static final int MILLI = 1_000_000;

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final int number;
  private final Manner manner;
  // Speaks to a server that wants TLS as if it did not.
  private final boolean plainspoken;
  private final MessageCheck toServer;
  private final MessageCheck toClient;
  private final ArrayDeque<ByteBuffer> outbox = new ArrayDeque<>();
  private final ByteBuffer input = ByteBuffer.allocate(4096);

  private @Nullable Wire wire;
  private int actions;
  private long messages;
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
    this.plainspoken = life.plan().secured() && network.chance(60);
    this.toServer = new MessageCheck("client " + number + " to server", life::violated);
    this.toClient = new MessageCheck("server to client " + number, life::violated);
  }

  // --- what a protocol adds

  /** The first thing that a client says. */
  abstract byte[] greeting();

  /** Whether there is an answer to that, without which there is nothing to be said. */
  abstract boolean awaitsAnswer();

  /** The same with a mistake in it. */
  abstract byte[] badGreeting();

  /** Sends a message, in one piece or in several. */
  abstract void send(Message message);

  /** Sends what has nothing to do with messages. */
  abstract void sendControl();

  abstract void sendGoodbye(int code);

  /** What nobody may send. */
  abstract byte[] violation();

  /** Takes what has arrived; what follows the server's goodbye it may leave. */
  abstract void arrived(ByteBuffer bytes);

  // --- what the server's side knows of it

  @Override
  public MessageCheck toServer() {
    return toServer;
  }

  @Override
  public MessageCheck toClient() {
    return toClient;
  }

  @Override
  public boolean expectsSession() {
    return !plainspoken && manner != Manner.BAD_HANDSHAKE && isTalkative();
  }

  @Override
  public boolean saidGoodbye(int code) {
    return code == FIRST_CODE + number;
  }

  @Override
  public void backlogWasDropped() {
    dropped = true;
  }

  @Override
  public boolean hasCome() {
    return ended || wire != null;
  }

  // --- for protocols

  final ServerLife life() {
    return life;
  }

  final SimulatedNetwork network() {
    return network;
  }

  final int number() {
    return number;
  }

  /** The server has said goodbye, or did not let it in. */
  final void serverClosed() {
    serverClosed = true;
  }

  /** Whether it says anything more, once it has connected. */
  final boolean isTalkative() {
    return manner != Manner.PARTIAL_HANDSHAKE && manner != Manner.SAYS_NOTHING;
  }

  final boolean isServerClosed() {
    return serverClosed;
  }

  /** The server has said goodbye: so does the client, mostly. */
  final void answerGoodbye(int code) {
    network.note("server's goodbye", number, code);
    serverClosed = true;
    sayGoodbye();
    if (network.chance(200)) {
      reset();
    }
  }

  final void write(byte[] bytes) {
    write(ByteBuffer.wrap(bytes));
  }

  final void write(ByteBuffer bytes) {
    outbox.add(bytes);
    changed();
  }

  // --- beginning

  void connect(InetSocketAddress address) {
    network.connect(
        address,
        connected -> {
          if (connected == null) {
            ended = true;
          } else {
            life.visits(this, connected.localAddress());
            connected(connected);
          }
        });
  }

  private void connected(SimulatedSocket socket) {
    if (life.plan().secured() && !plainspoken) {
      TlsWire secured = new TlsWire(socket, network.chance(800));
      wire = secured;
      if (manner != Manner.SAYS_NOTHING) {
        secured.begin();
      }
    } else {
      wire = Wire.plain(socket);
    }
    wire().onChange(this::changed);
    changed();
    shakeHands();
  }

  private void shakeHands() {
    network.note("manner " + manner, number, actions);
    byte[] greeting = greeting();
    switch (manner) {
      case SAYS_NOTHING -> actions = 0;
      case PARTIAL_HANDSHAKE -> {
        write(ByteBuffer.wrap(greeting, 0, network.below(greeting.length)));
        actions = 0;
      }
      case BAD_HANDSHAKE -> {
        write(badGreeting());
        actions = 0;
      }
      default -> {
        write(greeting);
        // What follows does not wait for the answer, now and then.
        if (!awaitsAnswer() || network.chance(200)) {
          actSoon();
        }
      }
    }
  }

  // --- acting

  final void actSoon() {
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
    if (network.below(5) == 0) {
      sendControl();
    } else {
      send(newMessage());
    }
    actSoon();
  }

  private Message newMessage() {
    int longest = life.plan().secured() ? LONGEST_SECURED_MESSAGE : LONGEST_MESSAGE;
    Message message =
        new Message(++messages * 64 + number, SHORTEST_MESSAGE + network.below(longest));
    toServer.sent(message);
    return message;
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
      case VANISHES -> wire().cut();
      case FLICKERS -> {
        Wire cut = wire();
        cut.cut();
        network.schedule((long) network.below(3000) * MILLI, cut::heal);
        network.schedule(4000L * MILLI, this::sayGoodbye);
      }
      case STALLS -> stalled = true;
      case DAWDLES -> {
        stalled = true;
        network.schedule((long) network.below(3000) * MILLI, this::readOn);
      }
      case VIOLATES -> {
        write(violation());
        goodbyeSent = true;
      }
      default -> network.schedule((long) network.below(8000) * MILLI, this::sayGoodbye);
    }
  }

  private Wire wire() {
    return Objects.requireNonNull(wire);
  }

  private void readOn() {
    stalled = false;
    changed();
    sayGoodbye();
  }

  private void sayGoodbye() {
    if (!goodbyeSent && !ended) {
      goodbyeSent = true;
      sendGoodbye(FIRST_CODE + number);
    }
  }

  private void reset() {
    if (!ended) {
      ended = true;
      wire().reset();
    }
  }

  // --- bytes

  private void changed() {
    if (ended) {
      return;
    }
    if (!reading && !stalled && wire().isReadable()) {
      reading = true;
      network.schedule(1L + network.below(MILLI), this::read);
    }
    if (!writing && (!outbox.isEmpty() || wire().hasUnsent())) {
      writing = true;
      network.schedule(1L + network.below(MILLI), this::flush);
    }
  }

  private void flush() {
    writing = false;
    if (ended || !wire().flush()) {
      return;
    }
    while (!outbox.isEmpty() && !ended) {
      ByteBuffer first = outbox.peek();
      int length = first.remaining();
      int most = length > 1 && network.chance(300) ? 1 + network.below(length) : length;
      int count = wire().write(first, most);
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
      wire().shutdownOutput();
    }
  }

  private void read() {
    reading = false;
    if (ended || stalled) {
      return;
    }
    input.clear();
    int count = wire().read(input, 1 + network.below(input.capacity()));
    if (count < 0) {
      ended = true;
      life.expect(
          count != SimulatedSocket.END || !serverClosed || dropped || toClient.isComplete(),
          "order kept: what was accepted arrives before a close frame, client " + number);
      wire().close();
      return;
    }
    input.flip();
    if (plainspoken) {
      plainAnswer(new String(input.array(), 0, input.limit(), ISO_8859_1));
    } else {
      arrived(input);
    }
    changed();
  }

  private void plainAnswer(String piece) {
    life.expect(!piece.contains("101 "), "nobody who speaks no TLS gets in");
  }
}
