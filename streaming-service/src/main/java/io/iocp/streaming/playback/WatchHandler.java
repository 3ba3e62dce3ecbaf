package io.iocp.streaming.playback;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.streaming.history.ViewerWish;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;

/**
 * {@code /watch/{stream}}: a JSON text message says what the stream is, binary messages follow that
 * are a valid file of its container when they are put together. What a viewer sends is ignored,
 * unless it is a {@link ViewerWish} to see another moment or another rendition.
 *
 * <p>Once a second a text message says where live is and how far behind the viewer is. An unknown
 * stream is refused with close code 4404, which, unlike an HTTP status, a page can see. Query:
 * {@code wait=30s} has the viewer wait for the publisher, {@code max-delay=800ms} sets how far
 * behind it may be; {@code time=true} tells it the server's time first, before media can be in the
 * way; {@code from=-5m} has it begin in the past; {@code rendition=lo} has it watch that rendition
 * whatever its link carries; {@code as=frames} gives single frames instead of the container: a
 * second text message has the tracks, each binary message is a frame behind a {@link
 * io.iocp.streaming.frames.MediaFrames header}, and a stream without frames to take out is refused
 * with 4406.
 */
public final class WatchHandler implements WsHandler {

  private final Audience audience;

  /** A handler of viewers that speak WebSocket. */
  public WatchHandler(Audience audience) {
    this.audience = audience;
  }

  @Override
  public void onOpen(WsSession session) {
    audience.come(
        session,
        new WebSocketViewer(session),
        new StreamId(session.variable("stream")),
        ViewerRequest.of(session.query()));
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    MessageAccumulator pieces = session.pieces();
    pieces.add(piece);
    if (last) {
      ByteBuffer message = pieces.take();
      if (type == MessageType.TEXT) {
        ViewerWish.of(message).ifPresent(wish -> wish(session, wish));
      }
    }
  }

  private void wish(WsSession session, ViewerWish wish) {
    audience.wish(
        session,
        new WebSocketViewer(session),
        new StreamId(session.variable("stream")),
        ViewerRequest.of(session.query()),
        wish);
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    audience.gone(session);
  }
}
