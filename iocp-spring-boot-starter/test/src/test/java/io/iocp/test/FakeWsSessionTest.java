package io.iocp.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.SendOutcome;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FakeWsSessionTest {

  private final FakeWsSession session = new FakeWsSession("/rooms/a", Map.of("room", "a"));

  /** Greets whoever speaks. */
  private static final class Greeting extends MessageHandler {

    @Override
    protected void onText(WsSession session, String text) {
      session.sendText(session.variable("room") + ": " + text);
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aHandlerOfMessagesGetsThemFromPieces() {
    Greeting handler = new Greeting();
    handler.onPiece(session, MessageType.TEXT, utf8("he"), false);
    handler.onPiece(session, MessageType.TEXT, utf8("llo"), true);
    assertThat(session.texts()).containsExactly("a: hello");
  }

  @Test
  void whatIsOfferedIsReadLikeAClientDoes() {
    byte[] payload = new byte[100_000];
    payload[99_999] = 1;
    session.offer(
        OutboundMessage.of(session.buffers(), MessageType.BINARY, ByteBuffer.wrap(payload)));
    session.offer(OutboundMessage.of(session.buffers(), MessageType.TEXT, utf8("text")));
    assertThat(session.binaries()).containsExactly(payload);
    assertThat(session.texts()).containsExactly("text");
  }

  @Test
  void whatIsNotAcceptedIsNotNoted() {
    session.answerWith(SendOutcome.FULL);
    assertThat(session.sendText("x")).isEqualTo(SendOutcome.FULL);
    assertThat(session.texts()).isEmpty();
  }

  @Test
  void aSessionThatHasEndedTakesNothing() {
    session.close(4000, "enough");
    session.close(WsClose.NO_STATUS);
    assertThat(session.closed()).isEqualTo(new WsClose(4000, "enough"));
    assertThat(session.sendText("x")).isEqualTo(SendOutcome.CLOSED);
  }
}
