package io.iocp.simulation;

import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.PacketHandler;
import io.iocp.packet.PacketSession;
import io.iocp.packet.protocol.PacketClose;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The application of a life for those who speak packets: answers, fails, and checks. */
final class LifePacketHandler extends LifeApplication<LifePacketHandler.Guest>
    implements PacketHandler {

  private static final PacketClose BYE = new PacketClose(PacketClose.NORMAL, "bye");
  private static final PacketClose TOO_SLOW =
      new PacketClose(PacketClose.TRY_AGAIN_LATER, "you do not read");
  private static final long LAST_MESSAGE_OF_OTHERS = 1L << 40;

  static final class Guest extends LifeApplication.Guest {

    private final PacketSession session;

    Guest(PacketSession session, Visitor client) {
      super(session.id(), client);
      this.session = session;
    }
  }

  LifePacketHandler(ServerLife life) {
    super(life, LAST_MESSAGE_OF_OTHERS);
  }

  @Override
  public void onOpen(PacketSession session) {
    Guest guest = new Guest(session, life().visitorFrom(session.remoteAddress()));
    session.attach(guest);
    opened(guest);
    misbehave(guest);
    send(guest);
  }

  @Override
  public void onPiece(PacketSession session, int type, ByteBuffer piece, long remainingBytes) {
    Guest guest = guest(session);
    guest.client().toServer().arrived(piece, remainingBytes == 0);
    misbehave(guest);
    if (remainingBytes == 0 && network().chance(500)) {
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
    closed(guest(session), status.code(), "packet");
  }

  private static Guest guest(PacketSession session) {
    if (session.attachment() instanceof Guest guest) {
      return guest;
    }
    throw new IllegalStateException("not opened");
  }

  private void send(Guest guest) {
    Message message = newMessage();
    remember(
        guest,
        message,
        guest.session.send(LifePacketClient.TYPE, ByteBuffer.wrap(message.bytes())));
  }

  private void remember(Guest guest, Message message, SendOutcome outcome) {
    network().note("packet offered " + outcome, guest.id(), message.number());
    if (outcome.isAccepted()) {
      guest.client().toClient().sent(message);
    }
  }

  private void sendFile(Guest guest) {
    try {
      Message message = LifeFile.MESSAGE;
      SendOutcome outcome =
          guest.session.sendFile(
              LifePacketClient.TYPE, LifeFile.PATH, 0, message.length(), new Sending(guest));
      fileOffered(outcome);
      remember(guest, message, outcome);
    } catch (IOException e) {
      life().expect(false, "a file that is there can be opened");
    }
  }

  private final class Sending implements FileListener {

    private final Guest guest;

    Sending(Guest guest) {
      this.guest = guest;
    }

    @Override
    public void progressed(long bytes) {
      network().note("file progressed", guest.id(), bytes);
    }

    @Override
    public void ended(FileOutcome outcome) {
      fileEnded(guest, outcome);
    }
  }

  @Override
  void fail() {
    throw new IllegalStateException("on purpose");
  }

  @Override
  void meddle(Guest guest) {
    PacketSession session = guest.session;
    int what = network().below(20);
    network().note("meddle with packets", session.id(), what);
    switch (what) {
      case 0 -> session.abort();
      case 1 -> {
        guest.closedByUs();
        session.close(BYE);
      }
      case 2 -> {
        guest.closedByUs();
        guest.client().backlogWasDropped();
        session.closeWithoutBacklog(TOO_SLOW);
      }
      case 3, 4, 5 -> {
        session.pause();
        network().schedule(1L + network().below(900_000_000), session::resume);
      }
      case 6 -> {
        session.pause();
        session.resume();
      }
      case 7, 8 -> sendFile(guest);
      case 9 -> session.execute(this::failOnPurpose);
      default -> send(guest);
    }
  }
}
