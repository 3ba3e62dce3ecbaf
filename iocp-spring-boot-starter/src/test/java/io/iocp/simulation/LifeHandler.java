package io.iocp.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WebSocketHandler;
import io.iocp.websocket.WebSocketSession;
import io.iocp.websocket.WorkerTask;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
import io.iocp.websocket.protocol.MessageType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application of a life: answers, relays, lags, closes, fails, and checks what it gets. */
final class LifeHandler implements WebSocketHandler {

  private static final CloseStatus BYE = new CloseStatus(CloseCode.NORMAL, "bye");
  private static final CloseStatus TOO_SLOW =
      new CloseStatus(CloseCode.TRY_AGAIN_LATER, "you do not read");
  private static final int LONGEST = 3000;
  private static final int VERY_LONG = 150_000;
  private static final int SHORTEST = 8;
  private static final int REFUSALS_BEFORE_CLOSE = 6;

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final Map<Long, Guest> open = new LinkedHashMap<>();
  private long messages;
  private int opens;
  private int closes;
  private int failures;
  private int filesAccepted;
  private int filesEnded;

  /** A session and the client at its other end. */
  private static final class Guest {
    private final WebSocketSession session;
    private final Visitor client;
    private int refusals;
    private boolean closedByUs;
    private boolean inside;

    Guest(WebSocketSession session, Visitor client) {
      this.session = session;
      this.client = client;
    }
  }

  LifeHandler(ServerLife life) {
    this.life = life;
    this.network = life.network();
  }

  int opens() {
    return opens;
  }

  int closes() {
    return closes;
  }

  /** Exceptions thrown on purpose. */
  int failures() {
    return failures;
  }

  boolean allFilesEnded() {
    return filesAccepted == filesEnded;
  }

  // --- what the transport calls

  @Override
  public void onOpen(WebSocketSession session) {
    opens++;
    Visitor client = life.visitor(Integer.parseInt(session.variable("client")));
    life.expect(client.expectsSession(), "no session without a good handshake");
    Guest guest = new Guest(session, client);
    session.attach(guest);
    open.put(session.id(), guest);
    if (network.chance(200)) {
      session.sendQueueBound(1 + network.below(100_000));
    }
    misbehave(guest);
    send(guest, newMessage());
  }

  @Override
  public void onPiece(WebSocketSession session, MessageType type, ByteBuffer piece, boolean last) {
    Guest guest = guest(session);
    life.expect(!guest.inside, "no handler is called while it runs");
    guest.inside = true;
    try {
      arrived(guest, piece, last);
    } finally {
      guest.inside = false;
    }
  }

  private void arrived(Guest guest, ByteBuffer piece, boolean last) {
    guest.client.toServer().arrived(piece, last);
    misbehave(guest);
    if (last) {
      if (network.chance(500)) {
        send(guest, newMessage());
      }
      if (network.chance(300)) {
        fanOut();
      }
    }
  }

  @Override
  public void onDrained(WebSocketSession session) {
    Guest guest = guest(session);
    guest.refusals = 0;
    misbehave(guest);
    send(guest, newMessage());
  }

  @Override
  public void onClose(WebSocketSession session, CloseStatus status) {
    closes++;
    Guest guest = guest(session);
    open.remove(session.id());
    life.expect(
        guest.closedByUs
            || life.isStopping()
            || !guest.client.saidGoodbye(status.code())
            || guest.client.toServer().isComplete(),
        "order kept: what was sent before a close frame is received");
    misbehave(guest);
  }

  private static Guest guest(WebSocketSession session) {
    if (session.attachment() instanceof Guest guest) {
      return guest;
    }
    throw new IllegalStateException("not opened");
  }

  // --- sending

  private Message newMessage() {
    int longest = network.chance(60) ? VERY_LONG : LONGEST;
    return new Message(++messages, SHORTEST + network.below(longest));
  }

  private void send(Guest guest, Message message) {
    boolean text = network.chance(500);
    byte[] bytes = message.bytes();
    SendOutcome outcome =
        text
            ? guest.session.sendText(new String(bytes, US_ASCII))
            : guest.session.sendBinary(ByteBuffer.wrap(bytes));
    remember(guest, message, outcome);
  }

  private void remember(Guest guest, Message message, SendOutcome outcome) {
    network.note("offered " + outcome, guest.session.id(), message.number());
    if (outcome.isAccepted()) {
      guest.client.toClient().sent(message);
    } else if (outcome == SendOutcome.FULL && ++guest.refusals > REFUSALS_BEFORE_CLOSE) {
      dropAndClose(guest);
    }
  }

  private void dropAndClose(Guest guest) {
    guest.closedByUs = true;
    guest.client.backlogWasDropped();
    guest.session.closeWithoutBacklog(TOO_SLOW);
  }

  /** One message for all, encoded once, started by one packet for each worker. */
  private void fanOut() {
    if (open.isEmpty()) {
      return;
    }
    Message message = newMessage();
    WebSocketSession any = open.values().iterator().next().session;
    List<SharedBuffer> frames =
        OutboundMessage.of(any.buffers(), MessageType.BINARY, ByteBuffer.wrap(message.bytes()));
    if (frames.isEmpty()) {
      return;
    }
    Map<Integer, WorkerTask> flushes = new LinkedHashMap<>();
    for (Guest guest : List.copyOf(open.values())) {
      remember(guest, message, guest.session.offer(frames));
      flushes.computeIfAbsent(
          guest.session.worker(), worker -> guest.session.workerTask(() -> flushAll(worker)));
    }
    frames.forEach(SharedBuffer::release);
    // What nobody flushes goes out with what comes next.
    if (network.chance(800)) {
      flushes.values().forEach(WorkerTask::post);
    }
  }

  private void flushAll(int worker) {
    for (Guest guest : List.copyOf(open.values())) {
      if (guest.session.worker() == worker) {
        guest.session.flush();
      }
    }
  }

  private void sendFile(Guest guest) {
    try {
      SendOutcome outcome =
          guest.session.sendFile(LifeFile.PATH, 0, ended -> fileEnded(guest, ended));
      if (outcome.isAccepted()) {
        filesAccepted++;
      }
      remember(guest, LifeFile.MESSAGE, outcome);
    } catch (IOException e) {
      life.expect(false, "a file that is there can be opened");
    }
  }

  private void fileEnded(Guest guest, FileOutcome outcome) {
    network.note("file", guest.session.id(), outcome.ordinal());
    filesEnded++;
  }

  // --- whatever comes to its mind

  /** What any other thread may do; from outside of all contexts. */
  void meddle() {
    if (!open.isEmpty()) {
      List<Guest> guests = List.copyOf(open.values());
      meddle(guests.get(network.below(guests.size())));
    }
  }

  private void misbehave(Guest guest) {
    if (network.chance(life.plan().misbehaviour())) {
      failures++;
      fail();
    }
    if (network.chance(life.plan().misbehaviour() * 4)) {
      meddle(guest);
    }
  }

  private void fail() {
    switch (network.below(3)) {
      case 0 -> throw new IllegalStateException("on purpose");
      case 1 -> throw new AssertionError("on purpose");
      default -> LifeHandler.<RuntimeException>throwUndeclared(new IOException("on purpose"));
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable failure) throws E {
    throw (E) failure;
  }

  private void meddle(Guest guest) {
    WebSocketSession session = guest.session;
    int what = network.below(32);
    network.note("meddle", session.id(), what);
    switch (what) {
      case 0 -> session.abort();
      case 1 -> {
        guest.closedByUs = true;
        session.close(BYE);
      }
      case 2 -> dropAndClose(guest);
      case 3 -> session.execute(session::abort);
      case 4 -> session.sendQueueBound(1 + network.below(1 << 18));
      case 5, 6, 7 -> {
        session.pause();
        network.schedule(1L + network.below(900_000_000), session::resume);
      }
      case 8 -> session.pause();
      case 9, 10 -> session.resume();
      case 11 -> {
        session.pause();
        session.resume();
      }
      case 12, 13 -> session.execute(session::flush);
      case 14, 15, 16 -> fanOut();
      case 17 -> {
        guest.closedByUs = true;
        session.close(BYE);
        session.pause();
      }
      case 18, 19 -> sendFile(guest);
      case 20 ->
          session.execute(
              () -> {
                failures++;
                fail();
              });
      default -> send(guest, newMessage());
    }
  }
}
