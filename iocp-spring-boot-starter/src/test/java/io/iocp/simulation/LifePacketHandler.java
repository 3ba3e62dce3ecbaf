package io.iocp.simulation;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.PacketHandler;
import io.iocp.packet.PacketSession;
import io.iocp.packet.protocol.PacketClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The application of a life for those who speak packets: answers, fails, and checks. */
final class LifePacketHandler implements PacketHandler {

  private static final PacketClose BYE = new PacketClose(PacketClose.NORMAL, "bye");
  private static final PacketClose TOO_SLOW =
      new PacketClose(PacketClose.TRY_AGAIN_LATER, "you do not read");
  private static final int LONGEST = 3000;
  private static final int VERY_LONG = 150_000;
  private static final int SHORTEST = 8;
  private static final long FIRST_MESSAGE = 1L << 40;

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final Map<Long, Guest> open = new LinkedHashMap<>();
  private long messages = FIRST_MESSAGE;
  private int opens;
  private int closes;
  private int failures;
  private int filesAccepted;
  private int filesEnded;

  private static final class Guest {
    private final PacketSession session;
    private final Visitor client;
    private boolean closedByUs;

    Guest(PacketSession session, Visitor client) {
      this.session = session;
      this.client = client;
    }
  }

  LifePacketHandler(ServerLife life) {
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

  @Override
  public void onOpen(PacketSession session) {
    opens++;
    Guest guest = new Guest(session, life.visitorFrom(session.remoteAddress()));
    session.attach(guest);
    open.put(session.id(), guest);
    misbehave(guest);
    send(guest);
  }

  @Override
  public void onPiece(PacketSession session, int type, ByteBuffer piece, long remainingBytes) {
    Guest guest = guest(session);
    guest.client.toServer().arrived(piece, remainingBytes == 0);
    misbehave(guest);
    if (remainingBytes == 0 && network.chance(500)) {
      send(guest);
    }
  }

  @Override
  public void onDrained(PacketSession session) {
    Guest guest = guest(session);
    misbehave(guest);
    send(guest);
  }

  @Override
  public void onClose(PacketSession session, PacketClose status) {
    closes++;
    Guest guest = guest(session);
    open.remove(session.id());
    life.expect(
        guest.closedByUs
            || life.isStopping()
            || !guest.client.saidGoodbye(status.code())
            || guest.client.toServer().isComplete(),
        "order kept: what was sent before a close packet is received");
    misbehave(guest);
  }

  private static Guest guest(PacketSession session) {
    if (session.attachment() instanceof Guest guest) {
      return guest;
    }
    throw new IllegalStateException("not opened");
  }

  private void send(Guest guest) {
    int longest = network.chance(60) ? VERY_LONG : LONGEST;
    Message message = new Message(++messages, SHORTEST + network.below(longest));
    remember(
        guest,
        message,
        guest.session.send(LifePacketClient.TYPE, ByteBuffer.wrap(message.bytes())));
  }

  private void remember(Guest guest, Message message, SendOutcome outcome) {
    network.note("packet offered " + outcome, guest.session.id(), message.number());
    if (outcome.isAccepted()) {
      guest.client.toClient().sent(message);
    }
  }

  private void sendFile(Guest guest) {
    try {
      Message message = LifeFile.MESSAGE;
      SendOutcome outcome =
          guest.session.sendFile(
              LifePacketClient.TYPE, LifeFile.PATH, 0, message.length(), new Sending(guest));
      if (outcome.isAccepted()) {
        filesAccepted++;
      }
      remember(guest, message, outcome);
    } catch (IOException e) {
      life.expect(false, "a file that is there can be opened");
    }
  }

  private final class Sending implements FileListener {

    private final Guest guest;

    Sending(Guest guest) {
      this.guest = guest;
    }

    @Override
    public void progressed(long bytes) {
      network.note("file progressed", guest.session.id(), bytes);
    }

    @Override
    public void ended(FileOutcome outcome) {
      network.note("file", guest.session.id(), outcome.ordinal());
      filesEnded++;
    }
  }

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
      throw new IllegalStateException("on purpose");
    }
    if (network.chance(life.plan().misbehaviour() * 4)) {
      meddle(guest);
    }
  }

  private void meddle(Guest guest) {
    PacketSession session = guest.session;
    int what = network.below(20);
    network.note("meddle with packets", session.id(), what);
    switch (what) {
      case 0 -> session.abort();
      case 1 -> {
        guest.closedByUs = true;
        session.close(BYE);
      }
      case 2 -> {
        guest.closedByUs = true;
        guest.client.backlogWasDropped();
        session.closeWithoutBacklog(TOO_SLOW);
      }
      case 3, 4, 5 -> {
        session.pause();
        network.schedule(1L + network.below(900_000_000), session::resume);
      }
      case 6 -> {
        session.pause();
        session.resume();
      }
      case 7, 8 -> sendFile(guest);
      case 9 ->
          session.execute(
              () -> {
                failures++;
                throw new IllegalStateException("on purpose");
              });
      default -> send(guest);
    }
  }
}
