package io.iocp.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.connection.ConnectionOptions;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records of TLS's own between those of messages (RFC 8446, section 4.6.3). */
@Timeout(180)
class TlsKeyUpdateTest {

  private static final TestCertificate SERVER = TestCertificate.of("first");

  // No ping that would set in motion again what stands still.
  private static final ConnectionOptions QUIET =
      ConnectionOptions.builder()
          .keepAliveInterval(Duration.ofHours(1))
          .idleTimeout(Duration.ofHours(2))
          .build();

  private static final String HANDSHAKE =
      """
      GET /file HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @TempDir private Path directory;
  private IocpTransport transport;

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    Patience.await("all connections end").until(() -> transport.clients().count() == 0);
    assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
    assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
  }

  /** Answers each text with the file. */
  private static final class FileSender extends MessageHandler {

    final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
    private final Path file;

    FileSender(Path file) {
      this.file = file;
    }

    @Override
    public void onOpen(WsSession session) {
      sessions.add(session);
    }

    @Override
    protected void onText(WsSession session, String text) {
      try {
        session.sendFile(file, 0, outcome -> {});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void aFileMayBeAskedForRightBehindAKeyUpdate() throws Exception {
    byte[] content = "what the file holds".getBytes(UTF_8);
    FileSender sender = new FileSender(Files.write(directory.resolve("file"), content));
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .connections(QUIET)
                .tls(new TlsSettings(SERVER.trusting(), TlsOptions.DEFAULTS))
                .build(),
            List.of(registry -> registry.addHandler(sender, "/file")));
    try (SSLSocket client =
        (SSLSocket)
            SERVER
                .trusted()
                .getSocketFactory()
                .createSocket("localhost", transport.address().getPort())) {
      client.setSoTimeout((int) Patience.LIMIT.toMillis());
      client.setEnabledProtocols(new String[] {"TLSv1.3"});
      client.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
      WsSession session = sender.sessions.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(session).isNotNull();
      readHead(client.getInputStream());
      ask(client.getOutputStream());
      assertFile(client.getInputStream(), content);
      // Both arrive at once: the answer to the first is in flight when the second asks.
      CompletableFuture<Boolean> paused = new CompletableFuture<>();
      session.pause();
      session.execute(() -> paused.complete(true));
      assertThat(paused.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      client.startHandshake();
      ask(client.getOutputStream());
      session.resume();
      assertFile(client.getInputStream(), content);
    }
  }

  private static void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("ended after: %s", head).isNotNegative();
      head.append((char) next);
    }
    assertThat(head).startsWith("HTTP/1.1 101 ");
  }

  /** Sends a text of one byte, masked with zeros. */
  private static void ask(OutputStream out) throws IOException {
    out.write(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, '?'});
  }

  private static void assertFile(InputStream in, byte[] content) throws IOException {
    assertThat(in.readNBytes(2)).containsExactly(0x82, content.length);
    assertThat(in.readNBytes(content.length)).isEqualTo(content);
  }
}
