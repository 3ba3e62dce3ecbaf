package io.iocp.benchmarks.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.relay.Feed;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/** Publishes every binary message as it is, as the next chunk of the stream. */
final class OpaqueIngest implements WsHandler {

  private final Supplier<Feed> feed;

  OpaqueIngest(Supplier<Feed> feed) {
    this.feed = feed;
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    OutboundMessage message =
        session.attachment() instanceof OutboundMessage begun
            ? begun
            : new OutboundMessage(session.buffers(), MessageType.BINARY);
    session.attach(message);
    if (!message.append(piece)) {
      message.discard();
      throw new IllegalStateException("the relay is out of buffers");
    }
    if (last) {
      session.attach(null);
      long payloadBytes = message.payloadBytes();
      List<SharedBuffer> frames = message.finish();
      feed.get().publish(true, frames, payloadBytes);
    }
  }
}
