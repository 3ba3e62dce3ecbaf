package io.iocp.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.session.WorkerTask;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application of a life: answers, relays, lags, closes, fails, and checks what it gets. */
final class LifeHandler extends LifeApplication<LifeHandler.Guest> implements WsHandler {

  private static final WsClose BYE = new WsClose(CloseCode.NORMAL, "bye");
  private static final WsClose TOO_SLOW = new WsClose(CloseCode.TRY_AGAIN_LATER, "you do not read");
  private static final int REFUSALS_BEFORE_CLOSE = 6;

  static final class Guest extends LifeApplication.Guest {

    private final WsSession session;
    private int refusals;
    private boolean inside;

    Guest(WsSession session, Visitor client) {
      super(session.id(), client);
      this.session = session;
    }
  }

  LifeHandler(ServerLife life) {
    super(life, 0);
  }

  // --- what the transport calls

  @Override
  public void onOpen(WsSession session) {
    Visitor client = life().visitor(Integer.parseInt(session.variable("client")));
    life().expect(client.expectsSession(), "no session without a good handshake");
    Guest guest = new Guest(session, client);
    session.attach(guest);
    opened(guest);
    if (network().chance(200)) {
      session.sendQueueBound(1 + network().below(100_000));
    }
    misbehave(guest);
    send(guest, newMessage());
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    Guest guest = guest(session);
    life().expect(!guest.inside, "no handler is called while it runs");
    guest.inside = true;
    try {
      arrived(guest, piece, last);
    } finally {
      guest.inside = false;
    }
  }

  private void arrived(Guest guest, ByteBuffer piece, boolean last) {
    guest.client().toServer().arrived(piece, last);
    misbehave(guest);
    if (last) {
      if (network().chance(500)) {
        send(guest, newMessage());
      }
      if (network().chance(300)) {
        fanOut();
      }
    }
  }

  @Override
  public void onDrained(WsSession session) {
    Guest guest = guest(session);
    guest.refusals = 0;
    misbehave(guest);
    send(guest, newMessage());
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    closed(guest(session), status.code(), "frame");
  }

  private static Guest guest(WsSession session) {
    if (session.attachment() instanceof Guest guest) {
      return guest;
    }
    throw new IllegalStateException("not opened");
  }

  // --- sending

  private void send(Guest guest, Message message) {
    boolean text = network().chance(500);
    byte[] bytes = message.bytes();
    SendOutcome outcome =
        text
            ? guest.session.sendText(new String(bytes, US_ASCII))
            : guest.session.sendBinary(ByteBuffer.wrap(bytes));
    remember(guest, message, outcome);
  }

  private void remember(Guest guest, Message message, SendOutcome outcome) {
    network().note("offered " + outcome, guest.id(), message.number());
    if (outcome.isAccepted()) {
      guest.client().toClient().sent(message);
    } else if (outcome == SendOutcome.FULL && ++guest.refusals > REFUSALS_BEFORE_CLOSE) {
      dropAndClose(guest);
    }
  }

  private void dropAndClose(Guest guest) {
    guest.closedByUs();
    guest.client().backlogWasDropped();
    guest.session.closeWithoutBacklog(TOO_SLOW);
  }

  /** One message for all, encoded once, started by one packet for each worker. */
  private void fanOut() {
    Collection<Guest> guests = guests();
    if (guests.isEmpty()) {
      return;
    }
    Message message = newMessage();
    WsSession any = guests.iterator().next().session;
    List<SharedBuffer> frames =
        OutboundMessage.of(any.buffers(), MessageType.BINARY, ByteBuffer.wrap(message.bytes()));
    if (frames.isEmpty()) {
      return;
    }
    Map<Integer, WorkerTask> flushes = new LinkedHashMap<>();
    for (Guest guest : guests) {
      remember(guest, message, guest.session.offer(frames));
      flushes.computeIfAbsent(
          guest.session.worker(), worker -> guest.session.workerTask(() -> flushAll(worker)));
    }
    frames.forEach(SharedBuffer::release);
    // What nobody flushes goes out with what comes next.
    if (network().chance(800)) {
      flushes.values().forEach(WorkerTask::post);
    }
  }

  private void flushAll(int worker) {
    for (Guest guest : guests()) {
      if (guest.session.worker() == worker) {
        guest.session.flush();
      }
    }
  }

  private void sendFile(Guest guest) {
    try {
      SendOutcome outcome =
          guest.session.sendFile(LifeFile.PATH, 0, ended -> fileEnded(guest, ended));
      fileOffered(outcome);
      remember(guest, LifeFile.MESSAGE, outcome);
    } catch (IOException e) {
      life().expect(false, "a file that is there can be opened");
    }
  }

  // --- whatever comes to its mind

  @Override
  void fail() {
    switch (network().below(3)) {
      case 0 -> throw new IllegalStateException("on purpose");
      case 1 -> throw new AssertionError("on purpose");
      default -> LifeHandler.<RuntimeException>throwUndeclared(new IOException("on purpose"));
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable failure) throws E {
    throw (E) failure;
  }

  @Override
  void meddle(Guest guest) {
    WsSession session = guest.session;
    int what = network().below(32);
    network().note("meddle", session.id(), what);
    switch (what) {
      case 0 -> session.abort();
      case 1 -> {
        guest.closedByUs();
        session.close(BYE);
      }
      case 2 -> dropAndClose(guest);
      case 3 -> session.execute(session::abort);
      case 4 -> session.sendQueueBound(1 + network().below(1 << 18));
      case 5, 6, 7 -> {
        session.pause();
        network().schedule(1L + network().below(900_000_000), session::resume);
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
        guest.closedByUs();
        session.close(BYE);
        session.pause();
      }
      case 18, 19 -> sendFile(guest);
      case 20 -> session.execute(this::failOnPurpose);
      default -> send(guest, newMessage());
    }
  }
}
