package io.iocp.streaming.ingest.rtmp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.flv.CollectedSamples;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A publisher that is not ours, on a socket that is only the test's. */
@Timeout(60)
class FfmpegPublishesTest {

  private static final String PICTURE_AND_SOUND =
      "-f lavfi -i testsrc2=size=160x120:rate=10 -f lavfi -i sine=sample_rate=48000 -t 2"
          + " -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 10 -c:a aac -b:a 16k";

  @TempDir private Path directory;

  private final CollectedSamples samples = new CollectedSamples();
  private final List<PublishRequest> requests = new ArrayList<>();
  private int ends;
  private String refusal = "";

  @Test
  void pictureAndSoundArriveAndFfmpegEndsWell() throws Exception {
    assertThat(publish(PICTURE_AND_SOUND, "live/desk?token=secret")).isEqualTo("exit code 0: ");

    assertThat(requests).containsExactly(new PublishRequest("live", "desk", "token=secret"));
    assertThat(samples.announcements).hasSize(1);
    assertThat(samples.announcements.get(0))
        .extracting(Track::codecString)
        .containsExactly("avc1.64000A", "mp4a.40.2");
    assertThat(samples.of(true)).hasSize(20);
    assertThat(samples.of(false).size()).isBetween(90, 100);
    assertThat(samples.of(true).get(19).decodeTime()).isEqualTo(1900);
    assertThat(ends).isEqualTo(1);
  }

  @Test
  void soundAloneArrives() throws Exception {
    assertThat(publish("-f lavfi -i sine=sample_rate=44100 -t 2 -c:a libmp3lame -b:a 32k", "desk"))
        .isEqualTo("exit code 0: ");

    assertThat(requests).containsExactly(new PublishRequest("desk", "desk", ""));
    assertThat(samples.announcements.get(0).get(0).codecString()).isEqualTo("mp4a.6B");
    assertThat(samples.samples.size()).isBetween(70, 80);
  }

  @Test
  void ffmpegSaysWhyItIsRefused() throws Exception {
    refusal = "desk is being published already";

    assertThat(publish(PICTURE_AND_SOUND, "live/desk"))
        .doesNotStartWith("exit code 0")
        .contains("desk is being published already");
  }

  @Test
  void ffmpegSaysWhyItsCodecIsRefused() throws Exception {
    assertThat(publish("-re -f lavfi -i testsrc2=size=160x120:rate=10 -t 20 -c:v flv", "live/desk"))
        .doesNotStartWith("exit code 0")
        .contains("FLV video codec 2: send H.264 or Enhanced RTMP");
  }

  /** How ffmpeg ended, and what it complained about. */
  private String publish(String arguments, String path) throws Exception {
    Path ffmpeg = Capability.requireProgram("ffmpeg");
    Path complaints = directory.resolve("complaints");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-nostdin"));
      command.addAll(List.of(arguments.split(" ", -1)));
      String url =
          String.format(Locale.ROOT, "rtmp://127.0.0.1:%d/%s", server.getLocalPort(), path);
      command.addAll(List.of("-f", "flv", url));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(complaints.toFile())
              .start();
      try {
        serve(server);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(complaints, StandardCharsets.UTF_8);
        return "exit code " + process.exitValue() + ": " + text;
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** One connection to its end, or to a refusal. */
  private void serve(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      SocketActions actions = new SocketActions(socket);
      PublishSession session =
          new PublishSession(
              MediaLimits.DEFAULTS,
              new CollectingMemory(1 << 20),
              0,
              new byte[PublishSession.RANDOM_BYTES],
              actions);
      actions.session = session;
      byte[] piece = new byte[1000];
      boolean goesOn = true;
      while (goesOn) {
        int count = socket.getInputStream().read(piece);
        goesOn =
            count >= 0
                && session.receive(ByteBuffer.wrap(piece, 0, count)).consumed()
                && !actions.refused;
      }
      // Closing with bytes unread would reset the connection, and lose the reason.
      socket.shutdownOutput();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      session.close();
    }
  }

  private final class SocketActions implements PublishActions {

    private final Socket socket;
    private @Nullable PublishSession session;
    private boolean refused;

    SocketActions(Socket socket) {
      this.socket = socket;
    }

    @Override
    public void send(ByteBuffer bytes) {
      try {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        socket.getOutputStream().write(copy);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void publish(PublishRequest request) {
      requests.add(request);
      if (refusal.isEmpty()) {
        Objects.requireNonNull(session).accept(samples);
      } else {
        Objects.requireNonNull(session).refuse(PublishRefusal.BAD_NAME, refusal);
        refused = true;
      }
    }

    @Override
    public void ended() {
      ends++;
    }
  }
}
