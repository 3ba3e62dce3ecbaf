package io.iocp.streaming.simulation;

import io.iocp.streaming.load.SyntheticStream;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Publishes one rendition: a picture each 40 ms, until it is lost. */
final class LifePublisher implements WsHandler {

  private static final long STEP_NANOS = 1_000_000_000L / LifePlan.PICTURES_PER_SECOND;

  private final ProductLife life;
  private final SyntheticStream stream;
  private final int rendition;
  private int number;
  private @Nullable WsSession session;
  private boolean lost;

  /**
   * @param firstNumber of a keyframe
   */
  LifePublisher(ProductLife life, int rendition, int firstNumber) {
    this.life = life;
    this.rendition = rendition;
    this.number = firstNumber;
    LifePlan plan = life.plan();
    this.stream =
        new SyntheticStream(
            plan.groupChunks(), plan.keyframeBytes(rendition), plan.deltaBytes(rendition));
  }

  @Override
  public void onOpen(WsSession opened) {
    session = opened;
    opened.sendBinary(ByteBuffer.wrap(stream.init()));
    life.network().schedule(0, this::next);
  }

  private void next() {
    WsSession open = session;
    if (open == null || lost) {
      return;
    }
    life.published(number, rendition);
    open.sendBinary(ByteBuffer.wrap(stream.chunk(number)));
    number++;
    life.network().schedule(STEP_NANOS, this::next);
  }

  /** It is gone without a word. */
  void lose() {
    lost = true;
    if (session != null) {
      session.abort();
    }
  }

  @Override
  public void onPiece(WsSession from, MessageType type, ByteBuffer piece, boolean last) {
    // Requests for keyframes: this encoder has its own pace.
  }

  @Override
  public void onClose(WsSession closed, WsClose status) {
    session = null;
    life.expect(lost || life.isOver(), "a publisher is not closed, but by " + status);
  }
}
