package io.iocp.streaming.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.completion.simulated.SimulatedSocket;
import io.iocp.streaming.load.SyntheticStream;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.Subscription;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A viewer behind a link of its own, and the rule that it lives by: it is not more than the bound
 * behind live for longer than the bound, as long as its link carries most of the smallest rendition
 * and somebody publishes.
 */
final class LifeViewer implements WsHandler {

  private static final long NEVER = Long.MIN_VALUE;
  private static final long CHECK_NANOS = 100_000_000;
  // Of the smallest rendition's rate.
  private static final int[] LINK_PERCENTS = {0, 40, 70, 110, 200, 1000};
  private static final int LONGEST_STALL_MILLIS = 10_000;
  // A link that carries less cannot hold the rule: a keyframe that is partly sent takes seconds.
  private static final int LEAST_PERCENT = 70;
  // Now and then one outlasts the relay's patience, and ends while the relay still says goodbye.
  private static final long PATIENCE_MILLIS = RelayOptions.DEFAULTS.lag().closeAfter().toMillis();
  private static final int LONGEST_GOODBYE_MILLIS = 8_000;
  private static final int LONGEST_PHASE_MILLIS = 15_000;

  private final ProductLife life;
  private final int number;
  private final Player player;
  private final byte[] head = new byte[SyntheticStream.NUMBERED_BYTES];
  private int messageBytes;
  private boolean initComes;
  private final StringBuilder text = new StringBuilder();
  private @Nullable InetSocketAddress address;
  private @Nullable WsSession session;
  private boolean stalled;
  private boolean tooThin;
  private boolean closed;
  private long lateSince = NEVER;
  private int jumps;

  LifeViewer(ProductLife life, int number) {
    this.life = life;
    this.number = number;
    this.player = new Player(life.mutant() != Mutant.PLAYER_THAT_NEVER_JUMPS);
  }

  @Override
  public void onOpen(WsSession opened) {
    session = opened;
  }

  /** Its connection as the server sees it. */
  void cameFrom(InetSocketAddress from) {
    address = from;
    life.network().schedule(0, this::nextPhase);
    life.network().schedule(CHECK_NANOS, this::check);
  }

  private void nextPhase() {
    if (closed || life.isOver()) {
      return;
    }
    int percent = LINK_PERCENTS[life.network().below(LINK_PERCENTS.length)];
    stalled = percent == 0;
    tooThin = percent < LEAST_PERCENT;
    long rate = (long) life.plan().smallestBytesPerSecond() * percent / 100;
    life.network()
        .socketTo(address())
        .ifPresent(socket -> socket.limit(percent == 1000 ? SimulatedSocket.UNLIMITED : rate));
    long millis =
        500L + life.network().below(stalled ? LONGEST_STALL_MILLIS : LONGEST_PHASE_MILLIS);
    if (stalled && life.network().below(4) == 0) {
      millis = PATIENCE_MILLIS + life.network().below(LONGEST_GOODBYE_MILLIS);
    }
    life.network().schedule(millis * 1_000_000, this::nextPhase);
  }

  private InetSocketAddress address() {
    return Objects.requireNonNull(address);
  }

  int number() {
    return number;
  }

  boolean isStalled() {
    return stalled;
  }

  boolean isOpen() {
    return session != null && !closed;
  }

  /** Whether only a part of a message has come. */
  boolean isInTheMiddleOfAMessage() {
    return messageBytes > 0;
  }

  // --- what it gets

  @Override
  public void onPiece(WsSession from, MessageType type, ByteBuffer piece, boolean last) {
    if (type == MessageType.TEXT) {
      text.append(UTF_8.decode(piece));
    } else {
      int wanted = Math.min(head.length - messageBytes, piece.remaining());
      if (wanted > 0) {
        piece.get(head, messageBytes, wanted);
      }
      messageBytes += Math.max(wanted, 0) + piece.remaining();
    }
    if (last) {
      if (type == MessageType.TEXT) {
        told(text.toString());
        text.setLength(0);
      } else {
        got();
        messageBytes = 0;
      }
    }
  }

  private void told(String message) {
    if (message.contains("\"type\":\"stream\"")) {
      player.restart();
      initComes = true;
    } else if (message.contains("\"type\":\"waiting\"")) {
      life.saw(Sight.VIEWER_TOLD_TO_WAIT);
    }
  }

  private void got() {
    if (initComes) {
      initComes = false;
      return;
    }
    player.arrived(SyntheticStream.numberOf(head), life.seconds());
  }

  @Override
  public void onClose(WsSession from, WsClose status) {
    closed = true;
    if (status.code() == Subscription.TOO_SLOW) {
      life.saw(Sight.VIEWER_CLOSED_AS_TOO_SLOW);
    }
  }

  // --- the rule

  private void check() {
    if (closed || life.isOver()) {
      return;
    }
    player.decide(life.seconds());
    if (player.jumps() > jumps + 1) {
      life.saw(Sight.PLAYER_JUMPED);
    }
    jumps = Math.max(jumps, player.jumps() - 1);
    long now = life.now();
    int shown = player.shown();
    if (shown < 0 || tooThin || !life.isPublished()) {
      lateSince = NEVER;
    } else if (life.age(shown) <= life.boundNanos()) {
      lateSince = NEVER;
    } else if (lateSince == NEVER) {
      lateSince = now;
    } else if (now - lateSince > life.boundNanos()) {
      life.violated(
          "viewer "
              + number
              + " is "
              + life.age(shown) / 1_000_000
              + " ms behind, and has been for "
              + (now - lateSince) / 1_000_000
              + " ms; the bound is "
              + life.boundNanos() / 1_000_000);
      lateSince = now;
    }
    life.network().schedule(CHECK_NANOS, this::check);
  }
}
