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
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes pictures of the time at which each was drawn: {@value #BITS} squares, the highest bit
 * of the milliseconds first, white for 1; below them, noise, for a stream of a certain rate. ffmpeg
 * encodes them, without a frame of delay of its own.
 */
final class ClockPublisher implements AutoCloseable {

  private static final int BITS = 20;
  private static final int SQUARE_PIXELS = 32;
  private static final int WIDTH = BITS * SQUARE_PIXELS;
  private static final int CLOCK_LINES = 64;

  /**
   * Makes {@code window.pictureClock()} of a page, which reads the time in the picture that is on
   * show, and how long ago that was, in milliseconds.
   */
  static final String READER =
      """
      (() => {
        const bits = %d, square = %d;
        const still = Object.assign(document.createElement('canvas'), { width: bits, height: 1 });
        const context = still.getContext('2d', { willReadFrequently: true });
        window.pictureClock = () => {
          const source = document.querySelector('.frames') ?? document.querySelector('video');
          for (let bit = 0; bit < bits; bit += 1) {
            context.drawImage(source, bit * square + square / 2, 32, 1, 1, bit, 0, 1, 1);
          }
          const { data } = context.getImageData(0, 0, bits, 1);
          let time = 0;
          for (let bit = 0; bit < bits; bit += 1) {
            time = time * 2 + (data[bit * 4] > 127 ? 1 : 0);
          }
          return { time, age: (Date.now() %% 2 ** bits - time + 2 ** bits) %% 2 ** bits };
        };
      })()
      """
          .formatted(BITS, SQUARE_PIXELS)
          .strip();

  private static final byte WHITE = (byte) 235;
  private static final byte BLACK = 16;
  private static final int NOISE_LINES = 128;
  private static final int PIECE_BYTES = 64 << 10;

  private final Client client;
  private final Process ffmpeg;
  private final OutputStream pictures;
  private final byte[] picture;
  private final Random random = new Random(1);
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Thread piping = new Thread(this::pipe, "clock-publisher");
  private final ScheduledFuture<?> drawing;

  private ClockPublisher(URI uri, int framesPerSecond, int noiseLines, String rate)
      throws IOException {
    int lines = CLOCK_LINES + noiseLines;
    picture = new byte[WIDTH * lines];
    String arguments =
        "-v error -probesize 32 -analyzeduration 0 -f rawvideo -pix_fmt gray -video_size %dx%d"
            + " -framerate %d -i pipe:0 -c:v libx264 -preset ultrafast -tune zerolatency"
            + " -pix_fmt yuv420p -g %d %s -f flv -flush_packets 1 pipe:1";
    List<String> command =
        List.of(
            (Capability.requireProgram("ffmpeg")
                    + " "
                    + arguments.formatted(WIDTH, lines, framesPerSecond, framesPerSecond, rate))
                .split(" +"));
    ffmpeg = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    pictures = ffmpeg.getOutputStream();
    client = Client.connect(uri);
    piping.start();
    drawing =
        clock.scheduleAtFixedRate(
            this::draw, 0, TimeUnit.SECONDS.toNanos(1) / framesPerSecond, TimeUnit.NANOSECONDS);
  }

  static ClockPublisher start(URI uri, int framesPerSecond) throws IOException {
    return new ClockPublisher(uri, framesPerSecond, 0, "");
  }

  /** The same, of so many kilobits a second. */
  static ClockPublisher start(URI uri, int framesPerSecond, int kilobits) throws IOException {
    String rate = "-b:v %1$dk -minrate %1$dk -maxrate %1$dk -bufsize 200k".formatted(kilobits);
    return new ClockPublisher(uri, framesPerSecond, NOISE_LINES, rate);
  }

  /** Whether ffmpeg still takes its pictures. */
  boolean isRunning() {
    return !drawing.isDone();
  }

  private void draw() {
    long now = System.currentTimeMillis();
    for (int bit = 0; bit < BITS; bit++) {
      byte color = (now >>> (BITS - 1 - bit) & 1) == 1 ? WHITE : BLACK;
      for (int line = 0; line < CLOCK_LINES; line++) {
        int from = line * WIDTH + bit * SQUARE_PIXELS;
        Arrays.fill(picture, from, from + SQUARE_PIXELS, color);
      }
    }
    for (int i = CLOCK_LINES * WIDTH; i < picture.length; i++) {
      picture[i] = (byte) random.nextInt(BLACK, Byte.MAX_VALUE);
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
