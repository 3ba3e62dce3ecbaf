package io.iocp.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedTransportTest {

  private static final class Recorder extends MessageHandler {

    final List<String> heard = new ArrayList<>();

    @Override
    protected void onText(WsSession session, String text) {
      heard.add(text);
    }

    @Override
    public void onClose(WsSession session, WsClose status) {
      heard.add("closed " + status.code());
    }
  }

  private static final class Echo extends MessageHandler {

    @Override
    protected void onText(WsSession session, String text) {
      session.sendText(text);
    }
  }

  private static SimulatedTransport start() throws Exception {
    return SimulatedTransport.start(1, List.of(registry -> registry.addHandler(new Echo(), "/a")));
  }

  @Test
  void aHandlerAnswersAClientWithoutASocket() throws Exception {
    Recorder client = new Recorder();
    try (SimulatedTransport transport = start()) {
      WsSession session = transport.connect("/a", client);
      session.sendText("hello");
      transport.runUntil(() -> client.heard.contains("hello"));
      session.close(1000, "done");
      transport.runUntil(() -> client.heard.contains("closed 1000"));
    }
  }

  @Test
  void aPathWithoutHandlerIsAnError() throws Exception {
    try (SimulatedTransport transport = start()) {
      assertThatThrownBy(() -> transport.connect("/b", new Recorder()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("404");
    }
  }

  @Test
  void whatIsOpenAtTheEndIsToldToGo() throws Exception {
    Recorder client = new Recorder();
    try (SimulatedTransport transport = start()) {
      transport.connect("/a", client);
    }
    assertThat(client.heard).containsExactly("closed 1001");
  }
}
