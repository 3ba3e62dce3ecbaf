package io.iocp.simulation;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.SendOutcome;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A session that the server itself opens: with its own listener, so that both ends are checked, or
 * where nobody listens, nobody answers, or nobody wants it.
 */
final class LifeOutbound implements Visitor, WsHandler {

  /** Where it connects to. */
  enum Target {
    LISTENER,
    WRONG_PATH,
    NOBODY,
    SILENCE
  }

  private static final Target[] TARGETS = Target.values();
  private static final int SHORTEST = 8;
  private static final int LONGEST = 5000;
  private static final int MILLI = 1_000_000;

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final int number;
  private final Target target;
  private final MessageCheck toServer;
  private final MessageCheck toClient;
  private @Nullable ConnectAttempt attempt;
  private @Nullable WsSession session;
  private int actions;
  private long messages;
  private int told;
  private int opens;
  private int closes;
  private boolean dropped;
  private boolean closedByUs;

  LifeOutbound(ServerLife life, int number) {
    this.life = life;
    this.network = life.network();
    this.number = number;
    this.target = network.chance(600) ? Target.LISTENER : TARGETS[network.below(TARGETS.length)];
    this.actions = network.below(16);
    this.toServer = new MessageCheck("outbound " + number + " to server", life::violated);
    this.toClient = new MessageCheck("server to outbound " + number, life::violated);
  }

  /** Begins; now and then it is called off again before it can have got far. */
  void connect() {
    network.note("outbound to " + target, number, actions);
    attempt = life.connect(this, target);
    if (network.chance(150)) {
      network.schedule((long) network.below(5 * MILLI), attempt::cancel);
    }
  }

  String path() {
    return target == Target.WRONG_PATH ? "/death/" + number : "/life/" + number;
  }

  /** Hears once what became of it. */
  void told(WebSocketOpening opening) {
    network.note(opening.getClass().getSimpleName(), number, 0);
    told++;
    life.expect(told == 1, "an attempt to connect is told once what became of it");
    life.expect(
        opening instanceof WebSocketOpening.Opened == (session != null),
        "who is told that it is open has a session");
  }

  /** Whether it was told of everything that it has to be told of, once. */
  boolean isOver() {
    return (attempt == null || told == 1) && opens == closes;
  }

  int opens() {
    return opens;
  }

  int closes() {
    return closes;
  }

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
    return target == Target.LISTENER;
  }

  @Override
  public boolean saidGoodbye(int code) {
    return code == LifeClient.FIRST_CODE + number;
  }

  @Override
  public void backlogWasDropped() {
    dropped = true;
  }

  @Override
  public boolean hasCome() {
    return told > 0;
  }

  // --- its session

  @Override
  public void onOpen(WsSession opened) {
    life.expect(expectsSession(), "no session without a good handshake");
    opens++;
    session = opened;
    actSoon(opened);
  }

  @Override
  public void onPiece(WsSession from, MessageType type, ByteBuffer piece, boolean last) {
    toClient.arrived(piece, last);
    if (last && network.chance(200)) {
      send(from);
    }
  }

  @Override
  public void onClose(WsSession closed, WsClose status) {
    closes++;
    life.expect(
        closedByUs || dropped || life.isStopping() || isBroken(status) || toClient.isComplete(),
        "order kept: what was sent before a close frame is received, outbound " + number);
  }

  private static boolean isBroken(WsClose status) {
    return status.code() == 1006;
  }

  private void actSoon(WsSession open) {
    // From outside of its context, like an application's thread.
    network.schedule((long) network.below(400) * MILLI, () -> act(open));
  }

  private void act(WsSession open) {
    if (closes > 0) {
      return;
    }
    if (actions-- > 0) {
      send(open);
      actSoon(open);
      return;
    }
    closedByUs = true;
    switch (network.below(4)) {
      case 0 -> open.abort();
      case 1 -> open.close(new WsClose(LifeClient.FIRST_CODE + number, "goodbye"));
      case 2 -> open.execute(open::abort);
      default ->
          network.schedule(
              (long) network.below(4000) * MILLI,
              () -> open.close(new WsClose(LifeClient.FIRST_CODE + number, "goodbye")));
    }
  }

  private void send(WsSession open) {
    Message message = new Message(++messages * 64 + number, SHORTEST + network.below(LONGEST));
    SendOutcome outcome = open.sendBinary(ByteBuffer.wrap(message.bytes()));
    network.note("outbound offered " + outcome, number, message.number());
    if (outcome.isAccepted()) {
      toServer.sent(message);
    }
  }
}
