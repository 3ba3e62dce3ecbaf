package io.iocp.streaming.playback;

import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;

/**
 * {@code /watch/{stream}}: a JSON text message says what the stream is, binary messages follow that
 * are a valid file of its container when they are put together. What a viewer sends is ignored.
 *
 * <p>Once a second a text message says where live is and how far behind the viewer is. An unknown
 * stream is refused with close code 4404, which, unlike an HTTP status, a page can see. Query:
 * {@code wait=30s} has the viewer wait for the publisher, {@code max-delay=800ms} sets how far
 * behind it may be; {@code as=frames} gives single frames instead of the container: a second text
 * message has the tracks, each binary message is a frame behind a {@link
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
    // Nothing is asked of viewers.
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    audience.gone(session);
  }
}
