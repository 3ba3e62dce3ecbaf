package io.iocp.websocket;

import io.iocp.buffer.SharedBuffer;
import io.iocp.session.WorkerTask;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A handler that does anything a handler may, and some things it should not. Messages to clients
 * are one byte over and over, and so are theirs.
 */
final class StressHandler implements WsHandler {

  private static final WsClose BYE = new WsClose(CloseCode.NORMAL, "bye");
  private static final int LARGEST_MESSAGE = 150_000;

  final Map<Long, WsSession> open = new ConcurrentHashMap<>();
  private final Map<Long, Boolean> closed = new ConcurrentHashMap<>();
  private final long seed;
  private final Consumer<String> failures;

  /** What a session knows of the message that is arriving. */
  private static final class Arriving {
    private final Random random;
    private int expected = -1;

    Arriving(Random random) {
      this.random = random;
    }
  }

  StressHandler(long seed, Consumer<String> failures) {
    this.seed = seed;
    this.failures = failures;
  }

  int closedCount() {
    return closed.size();
  }

  @Override
  public void onOpen(WsSession session) {
    if (open.put(session.id(), session) != null) {
      failures.accept("opened twice: " + session.id());
    }
    Arriving arriving = new Arriving(new Random(seed + session.id()));
    session.attach(arriving);
    if (arriving.random.nextInt(4) == 0) {
      session.sendQueueBound(1 + arriving.random.nextInt(100_000));
    }
    react(session);
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    Arriving arriving = arriving(session);
    while (piece.hasRemaining()) {
      byte found = piece.get();
      if (arriving.expected >= 0 && arriving.expected != found) {
        failures.accept("the server got a byte of another message: " + found);
        break;
      }
      arriving.expected = found;
    }
    if (last) {
      arriving.expected = -1;
    }
    react(session);
  }

  @Override
  public void onDrained(WsSession session) {
    react(session);
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (closed.put(session.id(), true) != null) {
      failures.accept("closed twice: " + session.id());
    }
    open.remove(session.id());
    react(session);
  }

  private static Arriving arriving(WsSession session) {
    if (session.attachment() instanceof Arriving arriving) {
      return arriving;
    }
    throw new IllegalStateException("not opened");
  }

  private void react(WsSession session) {
    Random random = arriving(session).random;
    switch (random.nextInt(200)) {
      case 0 -> throw new IllegalStateException("on purpose");
      case 1 -> throw new AssertionError("on purpose");
      case 2 -> StressHandler.<RuntimeException>throwUndeclared(new IOException("on purpose"));
      case 3 -> Thread.currentThread().interrupt();
      case 4 -> {
        session.close(BYE);
        session.pause();
      }
      case 5 -> {
        session.pause();
        session.close(BYE);
        session.resume();
      }
      default -> {
        for (int i = random.nextInt(3); i > 0; i--) {
          meddle(session, random);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUndeclared(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Does something that any thread may do. */
  void meddle(WsSession session, Random random) {
    switch (random.nextInt(60)) {
      case 0 -> session.abort();
      case 1 -> session.close(BYE);
      case 2 -> session.closeWithoutBacklog(BYE);
      case 3 -> session.execute(session::abort);
      case 4 -> session.sendQueueBound(1 + random.nextInt(1 << 20));
      case 5, 6, 7, 8 -> session.pause();
      case 9, 10, 11, 12, 13, 14, 15, 16 -> session.resume();
      case 17, 18 -> session.execute(session::flush);
      case 19, 20 -> sent(session.sendText("t".repeat(random.nextInt(500))));
      case 21, 22 -> fanOut(session, random);
      case 23 -> {
        WorkerTask task = session.workerTask(session::flush);
        if (!task.post()) {
          session.flush();
        }
      }
      default -> sent(session.sendBinary(message(random)));
    }
  }

  /** One message for many, as a relay has it. */
  private void fanOut(WsSession from, Random random) {
    List<SharedBuffer> frames =
        OutboundMessage.of(from.buffers(), MessageType.BINARY, message(random));
    for (WsSession session : open.values()) {
      if (!frames.isEmpty() && random.nextBoolean()) {
        sent(session.offer(frames));
        session.flush();
      }
    }
    frames.forEach(SharedBuffer::release);
  }

  private static void sent(Object outcome) {
    if (outcome == null) {
      throw new IllegalStateException("a send has an outcome");
    }
  }

  private static ByteBuffer message(Random random) {
    int most = random.nextInt(10) == 0 ? LARGEST_MESSAGE : 3000;
    byte[] message = new byte[random.nextInt(most)];
    Arrays.fill(message, (byte) random.nextInt());
    return ByteBuffer.wrap(message);
  }
}
