package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes pictures of the time at which each was drawn: {@value #BITS} squares, the highest bit
 * of the milliseconds first, white for 1. ffmpeg encodes them, without a frame of delay of its own.
 */
final class ClockPublisher implements AutoCloseable {

  static final int BITS = 20;
  static final int SQUARE_PIXELS = 32;
  static final int WIDTH = BITS * SQUARE_PIXELS;
  static final int HEIGHT = 64;

  private static final byte WHITE = (byte) 235;
  private static final byte BLACK = 16;
  private static final int PIECE_BYTES = 64 << 10;

  private final Client client;
  private final Process ffmpeg;
  private final OutputStream pictures;
  private final byte[] picture = new byte[WIDTH * HEIGHT];
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Thread piping = new Thread(this::pipe, "clock-publisher");
  private final ScheduledFuture<?> drawing;

  private ClockPublisher(URI uri, int framesPerSecond) throws IOException {
    String arguments =
        "-v error -probesize 32 -analyzeduration 0 -f rawvideo -pix_fmt gray -video_size %dx%d"
            + " -framerate %d -i pipe:0 -c:v libx264 -preset ultrafast -tune zerolatency"
            + " -pix_fmt yuv420p -g %d -f flv -flush_packets 1 pipe:1";
    List<String> command =
        List.of(
            (Capability.requireProgram("ffmpeg")
                    + " "
                    + arguments.formatted(WIDTH, HEIGHT, framesPerSecond, framesPerSecond))
                .split(" ", -1));
    ffmpeg = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    pictures = ffmpeg.getOutputStream();
    client = Client.connect(uri);
    piping.start();
    drawing =
        clock.scheduleAtFixedRate(
            this::draw, 0, TimeUnit.SECONDS.toNanos(1) / framesPerSecond, TimeUnit.NANOSECONDS);
  }

  static ClockPublisher start(URI uri, int framesPerSecond) throws IOException {
    return new ClockPublisher(uri, framesPerSecond);
  }

  /** Whether ffmpeg still takes its pictures. */
  boolean isRunning() {
    return !drawing.isDone();
  }

  private void draw() {
    long now = System.currentTimeMillis();
    for (int bit = 0; bit < BITS; bit++) {
      byte color = (now >>> (BITS - 1 - bit) & 1) == 1 ? WHITE : BLACK;
      for (int line = 0; line < HEIGHT; line++) {
        int from = line * WIDTH + bit * SQUARE_PIXELS;
        Arrays.fill(picture, from, from + SQUARE_PIXELS, color);
      }
    }
    try {
      pictures.write(picture);
      pictures.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ffmpeg has gone: so does the clock.
    }
  }

  private void pipe() {
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream media = ffmpeg.getInputStream()) {
      for (int length = media.read(piece); length >= 0; length = media.read(piece)) {
        client.send(ByteBuffer.wrap(piece, 0, length));
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      client.close(); // Stopped in the middle.
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    ffmpeg.destroyForcibly();
    client.close();
  }
}
