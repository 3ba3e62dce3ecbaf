package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import io.iocp.streaming.endtoend.CommandProcess.Output;
import io.iocp.testsupport.Capability;
import io.iocp.websocket.protocol.WsClose;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the jar, as processes of their own, against the running service. */
@Timeout(180)
class PublishCommandIT {

  private static final int ENOUGH_MESSAGES = 20;

  @TempDir private static Path files;
  private static RunningService service;

  @TempDir private Path here;

  @BeforeAll
  static void start() {
    service =
        RunningService.open(
            Engine.NIO,
            "--streaming.publisher.grace=60s",
            "--streaming.files.directory=" + files,
            "--streaming.files.write=true");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String to(String stream) {
    return "--to=" + service.webSocket("/publish/" + stream);
  }

  private static Client watch(String stream) {
    return Client.connect(service.webSocket("/watch/" + stream + "?wait=60s"));
  }

  private static CommandProcess publishTestPicture(String stream) throws Exception {
    Capability.requireProgram("ffmpeg");
    return CommandProcess.start(
        "publish",
        to(stream),
        "--source=test",
        "--encoder=libx264",
        "--size=320x180",
        "--fps=25",
        "--bitrate=500k");
  }

  private static void awaitMore(Client viewer) {
    int seen = viewer.media().size();
    await().until(() -> viewer.media().size() >= seen + ENOUGH_MESSAGES);
  }

  /** Makes a file of two seconds with picture and sound; answers where it is. */
  private Path film(String name, String... format) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(
        List.of("-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
    command.addAll(List.of("-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0"));
    command.addAll(List.of("-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac"));
    command.addAll(List.of(format));
    Path film = here.resolve(name);
    command.add(film.toString());
    Process ffmpeg = new ProcessBuilder(command).inheritIO().start();
    assertThat(ffmpeg.waitFor()).isZero();
    return film;
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void aLostConnectionIsMadeAgainAndASignalEndsTheStreamInOrder() throws Exception {
    try (Client viewer = watch("again");
        CommandProcess command = publishTestPicture("again")) {
      awaitMore(viewer);
      await("the server has said that it wants it")
          .until(() -> command.words().contains("round trip"));
      List<ProcessHandle> children = command.children();
      assertThat(children).as("ffmpeg").hasSize(1);
      service.transport().clients().list().stream()
          .filter(client -> "/publish/again".equals(client.path()))
          .forEach(
              client ->
                  service
                      .transport()
                      .clients()
                      .disconnect(client.connection().id(), new WsClose(1001, "moving house")));
      awaitMore(viewer);
      assertThat(command.words())
          .contains("the server closes with 1001: moving house; next attempt in 250 ms");

      command.terminate();
      Output output = command.ending();
      assertThat(output.exit()).isEqualTo(128 + 15);
      assertThat(output.words()).contains("Published to the end: ");
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(children).as("it leaves nothing behind").noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void chromiumShowsTheTestPicture() throws Exception {
    try (CommandProcess command = publishTestPicture("shown");
        Browser browser = Browser.open()) {
      await().until(() -> service.get("/streams.json").body().contains("\"shown\""));
      browser.open(service.page("/watch/shown"));
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > 1");
      assertThat(command.words()).contains("Encoding with libx264");
      whenItWasCapturedIsTold();
    }
  }

  private static void whenItWasCapturedIsTold() throws Exception {
    assertThat(service.administer("GET", "/api/v1/streams/shown").body())
        .containsPattern("\"captureDelayMillis\":\\d+");
    try (Client viewer = Client.connect(service.webSocket("/watch/shown?as=frames"))) {
      await().until(() -> viewer.texts().toString().contains("\"captureDelayMillis\":"));
      ByteBuffer frame = viewer.media().get(0);
      long arrivalMicros = frame.getLong(16);
      long captureMicros = frame.getLong(24);
      assertThat(captureMicros)
          .as("in front of each frame")
          .isBetween(arrivalMicros - Duration.ofMinutes(1).toNanos() / 1_000, arrivalMicros);
    }
  }

  @Test
  void whatHurtsViewersIsSaidInTheServersWords() throws Exception {
    Capability.requireProgram("ffmpeg");
    try (CommandProcess command =
        CommandProcess.start(
            "publish",
            to("slow"),
            "--source=test",
            "--encoder=libx264",
            "--size=320x180",
            "--fps=1")) {
      await()
          .until(
              () -> command.words().contains("Warning of the server: media comes 1.0 s at a time"));
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void renditionsOfOneSourceArePublishedByOneProgram() throws Exception {
    Capability.requireProgram("ffmpeg");
    try (Client viewer = watch("group");
        CommandProcess command =
            CommandProcess.start(
                "publish",
                to("group"),
                "--source=test",
                "--encoder=libx264",
                "--size=640x360",
                "--fps=10",
                "--renditions=hi=1M,lo=100k:320x180");
        Client low = watch("group@lo")) {
      awaitMore(viewer);
      awaitMore(low);
      assertThat(command.children()).as("ffmpeg").hasSize(1);
      assertThat(service.get("/streams.json").body()).contains("\"group\"");
      assertThat(low.texts().toString()).contains("\"width\":320,\"height\":180");
      await("a viewer of both begins with the better one that is there")
          .until(() -> viewer.texts().toString().contains("group@hi"));

      await().until(() -> command.words().contains("group@lo: 00:"));
      command.terminate();
      Output output = command.ending();
      assertThat(output.exit()).isEqualTo(128 + 15);
      assertThat(output.words())
          .contains("group@hi: Published to the end: ", "group@lo: Published to the end: ");
      assertThat(low.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
    }
  }

  @Test
  void aFileIsPublishedInItsOwnTimeWithItsSound() throws Exception {
    Path film = film("film.mp4");
    try (Client viewer = watch("film")) {
      Output output =
          CommandProcess.run(
              "publish", to("film"), "--source=file", "--input=" + film, "--encoder=libx264");
      assertThat(output.exit()).as(output.words()).isZero();
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(viewer.texts().toString()).contains("avc1.", "mp4a.40.2");
      assertThat(MediaFile.decodedFrames(viewer.file())).isEqualTo(50);
    }
  }

  @Test
  void aPipeIsPublishedWhole() throws Exception {
    Path film = film("film.ts", "-f", "mpegts");
    try (Client viewer = watch("pipe");
        CommandProcess command =
            CommandProcess.start(
                Redirect.from(film.toFile()), "publish", to("pipe"), "--source=-")) {
      Output output = command.ending();
      assertThat(output.exit()).as(output.words()).isZero();
      assertThat(output.words()).contains(" bytes, 0 dropped");
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(MediaFile.decodedFrames(viewer.file())).isGreaterThanOrEqualTo(49);
    }
  }

  @Test
  void whatIsRefusedIsSaidInTheServersWords() throws Exception {
    try (Client first = Client.connect(service.webSocket("/publish/taken"));
        CommandProcess second =
            CommandProcess.start(
                Redirect.from(film("film.ts").toFile()), "publish", to("taken"), "--source=-")) {
      Output output = second.ending();
      assertThat(output.exit()).isEqualTo(3);
      assertThat(output.words())
          .contains("the server closes with 4409: taken is already published");
      assertThat(first.isOpen()).isTrue();
    }
    Output name = CommandProcess.run("publish", to("a,b"), "--source=-");
    assertThat(name.exit()).isEqualTo(3);
    assertThat(name.words()).contains("the server refuses with 400: stream name must only contain");
  }

  @Test
  void whatIsNoMediaAndWhatIsNoCommandIsSaid() throws Exception {
    Path text = Files.writeString(here.resolve("text"), "hello, this is no video\n");
    try (CommandProcess command =
        CommandProcess.start(Redirect.from(text.toFile()), "publish", to("text"), "--source=-")) {
      Output output = command.ending();
      assertThat(output.exit()).isEqualTo(5);
      assertThat(output.words()).contains("is not accepted: send fragmented MP4");
    }
    Output usage = CommandProcess.run("publsh");
    assertThat(usage.exit()).isEqualTo(2);
    assertThat(usage.words()).contains("publsh", "Usage: java -jar streaming-service.jar");
  }

  @Test
  void filesGoThereAndBackAndAreListed() throws Exception {
    String server = "--server=" + service.webSocket("/files");
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(here.resolve("übung 1.bin"), content);
    Output put = CommandProcess.run("files", "put", server, file.toString());
    assertThat(put.exit()).as(put.words()).isZero();
    assertThat(CommandProcess.run("files", "list", server).words())
        .isEqualToNormalizingNewlines("       3000000  übung 1.bin\n");
    Output again = CommandProcess.run("files", "put", server, file.toString());
    assertThat(again.exit()).isEqualTo(3);
    assertThat(again.words()).contains("exists, file already exists");

    Files.delete(file);
    Files.write(here.resolve(".übung 1.bin.part"), Arrays.copyOf(content, 1_000_000));
    Output got = CommandProcess.run("files", "get", server, file.toString());
    assertThat(got.exit()).as(got.words()).isZero();
    assertThat(got.words()).contains("goes on at byte 1000000");
    assertThat(file).hasBinaryContent(content);
  }
}
