package io.iocp.streaming.relay;

import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;

/** What viewers are told when a stream ends, or cannot be joined. */
final class StreamEnd {

  static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private StreamEnd() {}
}
