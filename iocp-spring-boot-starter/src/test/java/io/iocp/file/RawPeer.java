package io.iocp.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import io.iocp.websocket.RawClient;
import io.iocp.websocket.protocol.Opcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A peer that says what a test has it say. On a plain socket: not every JRE that runs these tests
 * has the JDK's WebSocket.
 */
final class RawPeer implements AutoCloseable {

  final BlockingQueue<FileMessage> messages = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
  private final RawClient client;

  RawPeer(URI address) throws IOException {
    client = new RawClient(new InetSocketAddress(address.getHost(), address.getPort()));
    client.socket.setSoTimeout(0);
    assertThat(client.open(address.getPath())).startsWith("HTTP/1.1 101 ");
    Thread reader = new Thread(this::read, "raw-peer");
    reader.setDaemon(true);
    reader.start();
  }

  RawPeer say(FileMessage message) {
    return say(FileMessages.write(message));
  }

  RawPeer say(String text) {
    write(Opcode.TEXT, text.getBytes(UTF_8));
    return this;
  }

  RawPeer give(byte[] content) {
    write(Opcode.BINARY, content);
    return this;
  }

  private synchronized void write(Opcode opcode, byte[] payload) {
    try {
      client.write(RawClient.frame(opcode, true, payload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FileMessage next() throws InterruptedException {
    FileMessage message = messages.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(message).as("an answer").isNotNull();
    return message;
  }

  FileFailure nextFailure() throws InterruptedException {
    FileMessage message = next();
    assertThat(message).isInstanceOf(FileMessage.Failed.class);
    return ((FileMessage.Failed) message).failure();
  }

  private void read() {
    try {
      while (true) {
        RawClient.Frame frame = client.read();
        switch (frame.opcode()) {
          case TEXT -> {
            assertThat(frame.fin()).as("messages of the exchange are short").isTrue();
            messages.add(FileMessages.read(frame.text()));
          }
          case PING -> write(Opcode.PONG, frame.payload());
          case CLOSE -> {
            closes.add(frame.closeCode());
            write(Opcode.CLOSE, frame.payload());
            return;
          }
          default -> {} // The content of a file: these tests send it the other way.
        }
      }
    } catch (IOException | UncheckedIOException e) {
      closes.add(-1);
    }
  }

  /** Without a word. */
  @Override
  public void close() throws IOException {
    client.close();
  }
}
