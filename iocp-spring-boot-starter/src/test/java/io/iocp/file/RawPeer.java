package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer on the JDK's WebSocket that says what a test has it say. */
final class RawPeer implements AutoCloseable {

  final BlockingQueue<FileMessage> messages = new LinkedBlockingQueue<>();
  final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  RawPeer(URI address) {
    socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Events()).join();
  }

  RawPeer say(FileMessage message) {
    return say(FileMessages.write(message));
  }

  RawPeer say(String text) {
    socket.sendText(text, true).join();
    return this;
  }

  RawPeer give(byte[] content) {
    socket.sendBinary(ByteBuffer.wrap(content), true).join();
    return this;
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

  @Override
  public void close() {
    socket.abort();
  }

  private final class Events implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket which, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        FileMessage message = FileMessages.read(text.toString());
        messages.add(message);
        text.setLength(0);
      }
      which.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket which, int code, String reason) {
      closes.add(code);
      return null;
    }

    @Override
    public void onError(WebSocket which, Throwable error) {
      closes.add(-1);
    }
  }
}
