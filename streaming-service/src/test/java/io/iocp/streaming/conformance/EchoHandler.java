package io.iocp.streaming.conformance;

import io.iocp.connection.SendOutcome;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;

/** Sends every message back. A client that does not read its echoes is closed with 1013. */
final class EchoHandler extends MessageHandler {

  // Room for two of the largest messages in slots, so that only a client that sends without
  // reading is ever refused.
  private static final long SEND_QUEUE_BYTES = 64L << 20;

  @Override
  public void onOpen(WsSession session) {
    session.sendQueueBound(SEND_QUEUE_BYTES);
  }

  @Override
  protected void onText(WsSession session, String text) {
    check(session, session.sendText(text));
  }

  @Override
  protected void onBinary(WsSession session, ByteBuffer message) {
    check(session, session.sendBinary(message));
  }

  private static void check(WsSession session, SendOutcome outcome) {
    if (outcome == SendOutcome.FULL) {
      session.closeWithoutBacklog(
          new WsClose(CloseCode.TRY_AGAIN_LATER, "client does not read its echoes"));
    }
  }
}
