package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A publisher as people build them: ffmpeg's output, in pieces of up to 64 KiB, into a WebSocket.
 */
final class FfmpegPublisher implements AutoCloseable {

  private static final int PIECE_BYTES = 64 << 10;

  private final Client client;
  private @Nullable Process ffmpeg;
  private CompletableFuture<Void> piping = CompletableFuture.completedFuture(null);
  private final ByteArrayOutputStream published = new ByteArrayOutputStream(); // Guarded by itself.

  FfmpegPublisher(Client client) {
    this.client = client;
  }

  /** Opens the session, and publishes nothing yet. */
  static FfmpegPublisher connect(URI uri) {
    return new FfmpegPublisher(Client.connect(uri));
  }

  static FfmpegPublisher start(URI uri, List<String> arguments) throws IOException {
    FfmpegPublisher publisher = connect(uri);
    publisher.publish(arguments);
    return publisher;
  }

  /** Publishes a picture from now on. */
  void publish(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.add(0, Capability.requireProgram("ffmpeg").toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ffmpeg = process;
    piping = pipe(process.getInputStream());
  }

  private CompletableFuture<Void> pipe(InputStream media) {
    return CompletableFuture.runAsync(() -> publish(media), task -> new Thread(task).start());
  }

  private void publish(InputStream media) {
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream output = media) {
      int length = output.read(piece);
      while (length >= 0) {
        synchronized (published) {
          published.write(piece, 0, length);
        }
        client.send(ByteBuffer.wrap(piece, 0, length));
        length = output.read(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The session that carries the media. */
  Client client() {
    return client;
  }

  /** All that has been published so far. */
  byte[] published() {
    synchronized (published) {
      return published.toByteArray();
    }
  }

  /** Waits for ffmpeg to come to the end of a picture that has one, and says goodbye. */
  void finish() throws Exception {
    piping.get(2, TimeUnit.MINUTES);
    client.close();
  }

  /** Publishes another picture in the same session, once the one before has come to its end. */
  void continueWith(List<String> arguments) throws Exception {
    piping.get(2, TimeUnit.MINUTES);
    publish(arguments);
  }

  /** Stops in the middle, and says goodbye. */
  void stop() {
    close();
  }

  /** Stops in the middle. */
  @Override
  public void close() {
    if (ffmpeg != null) {
      // Chocolatey's programs start the real ones, which outlive them.
      ffmpeg.descendants().forEach(ProcessHandle::destroyForcibly);
      ffmpeg.destroyForcibly();
    }
    try {
      piping.join();
    } catch (CompletionException e) {
      // The server was faster to end the session, or ffmpeg's output was cut off: both are meant.
    }
    client.close();
  }
}
