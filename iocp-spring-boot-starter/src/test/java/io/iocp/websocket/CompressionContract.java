package io.iocp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compressed messages end to end, between our server and our client. */
@Timeout(120)
abstract class CompressionContract {

  private static final String TEXT = "the same again, and again, ".repeat(2000);

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    MessageHandler echo =
        new MessageHandler() {
          @Override
          protected void onText(WsSession session, String text) {
            session.sendText(text);
          }
        };
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine(provider().name())
                .workers(2)
                .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(32 << 20))
                .webSocket(
                    new WebSocketOptions(
                        HeadLimits.DEFAULT,
                        new FrameLimits(1 << 20, 1 << 20),
                        OriginPolicy.of(List.of()),
                        new CompressionOptions(true, true, 100, 2),
                        ForwardedHeader.X_FORWARDED_FOR,
                        true))
                .build(),
            List.of(
                registry -> {
                  registry.addHandler(echo, "/echo");
                  registry.addHandler(echo, "/media").setCompression(false);
                }));
  }

  @AfterEach
  void nothingIsLeft() {
    sessions.forEach(WsSession::abort);
    if (transport != null) {
      Patience.await("all connections end").until(() -> transport.clients().count() == 0);
      assertThat(transport.figures().compressingSessions()).isZero();
      assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  private WsSession open(String path) throws InterruptedException {
    MessageHandler client =
        new MessageHandler() {
          @Override
          public void onOpen(WsSession session) {
            sessions.add(session);
          }

          @Override
          protected void onText(WsSession session, String text) {
            texts.add(text);
          }
        };
    BlockingQueue<WebSocketOpening> opening = new LinkedBlockingQueue<>();
    transport.connectWebSocket(
        WebSocketRequest.to(URI.create("ws://127.0.0.1:" + transport.address().getPort() + path))
            .withCompression(),
        client,
        opening::add);
    WebSocketOpening outcome = opening.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(WebSocketOpening.Opened.class);
    return ((WebSocketOpening.Opened) outcome).session();
  }

  private void assertEcho(WsSession session, String text) throws InterruptedException {
    assertThat(session.sendText(text).isAccepted()).isTrue();
    assertThat(texts.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(text);
  }

  /** What has been sent is counted when its completion is dispatched: the echo may be faster. */
  private void awaitSentAsItIs(WsSession session) {
    Patience.await("the message went out uncompressed")
        .until(() -> sentBytes(session) > TEXT.length());
  }

  private long sentBytes(WsSession session) {
    return transport.clients().find(session.id()).orElseThrow().connection().sentBytes();
  }

  @Test
  void messagesOfBothSidesAreCompressed() throws Exception {
    WsSession session = open("/echo");
    for (int i = 0; i < 5; i++) {
      assertEcho(session, TEXT + i);
    }
    assertEcho(session, "short");
    assertThat(transport.figures().count(WebSocketCounter.SESSIONS_COMPRESSED)).isEqualTo(2);
    assertThat(transport.figures().count(WebSocketCounter.MESSAGES_COMPRESSED)).isEqualTo(10);
    assertThat(sentBytes(session)).isLessThan(TEXT.length());
    session.close(new WsClose(1000, ""));
  }

  @Test
  void aPathMayDoWithout() throws Exception {
    WsSession session = open("/media");
    assertEcho(session, TEXT);
    assertThat(transport.figures().count(WebSocketCounter.MESSAGES_COMPRESSED)).isZero();
    awaitSentAsItIs(session);
    session.close(new WsClose(1000, ""));
  }

  @Test
  void messagesOfManyThreadsKeepTheirContext() throws Exception {
    WsSession session = open("/echo");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String text = TEXT.substring(0, 2000) + t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50; i++) {
                  session.sendText(text);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 200; i++) {
      assertThat(texts.poll(Patience.SECONDS, TimeUnit.SECONDS)).startsWith("the same again");
    }
    session.close(new WsClose(1000, ""));
  }

  @Test
  void furtherSessionsDoWithout() throws Exception {
    // Our clients count too, but only strangers are turned away.
    open("/echo");
    WsSession further = open("/echo");
    assertThat(transport.figures().count(WebSocketCounter.COMPRESSION_DECLINED)).isOne();
    assertEcho(further, TEXT);
    awaitSentAsItIs(further);
  }
}
