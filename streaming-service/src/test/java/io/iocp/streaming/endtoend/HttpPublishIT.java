package io.iocp.streaming.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** ffmpeg and curl publish over HTTP, as people call them. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120)
class HttpPublishIT {

  private static final String H264 =
      "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 10";
  private static final String H265 =
      "-c:v libx265 -preset ultrafast -tune zerolatency -x265-params keyint=10:log-level=error"
          + " -pix_fmt yuv420p";
  // The one encoder of AV1 that has its sequence header before the first picture.
  private static final String AV1 = "-c:v libsvtav1 -preset 12 -g 10 -pix_fmt yuv420p -s 160x96";
  private static final String FRAGMENTED = "-movflags frag_keyframe+empty_moov+default_base_moof";

  private static RunningService service;

  @Parameter Engine engine;

  @TempDir Path directory;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service = RunningService.open(engine);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  private record Output(int exit, String text) {}

  private static Output run(List<String> command) throws Exception {
    Path output = Files.createTempFile("command", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // The encoder of AV1 introduces itself otherwise.
      builder.environment().put("SVT_LOG", "1");
      Process process = builder.start();
      try {
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS))
            .as("%s ends", command)
            .isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Output(process.exitValue(), new String(Files.readAllBytes(output), UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /** Two seconds of ffmpeg's test picture, in real time. */
  private static List<String> ffmpeg(String options, String target) {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(List.of("-v", "error", "-nostdin", "-re", "-f", "lavfi", "-t", "2", "-i"));
    command.add("testsrc2=size=320x180:rate=10");
    command.addAll(List.of(options.split(" ", -1)));
    command.add(target);
    return command;
  }

  private static List<String> curl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("curl").toString());
    command.addAll(List.of("--silent", "--show-error", "--max-time", "30"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String url(String path) {
    return "http://127.0.0.1:" + service.transportPort() + path;
  }

  @Test
  void whatHurtsViewersIsToldInWords() throws Exception {
    List<String> command =
        ffmpeg("-c:v libx264 -bf 2 -g 30 -pix_fmt yuv420p -f mpegts", url("/publish/b-frames"));
    command.set(command.indexOf("2"), "60");
    Process publisher = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      Patience.await().until(() -> stream("b-frames").at("/health/framesPerSecond").asDouble() > 0);

      JsonNode health = stream("b-frames").at("/health");
      assertThat(health.at("/framesPerSecond").asDouble()).isEqualTo(10);
      assertThat(health.at("/reordered").asBoolean()).isTrue();
      assertThat(health.at("/warnings").toString()).contains("REORDERED_PICTURES");
    } finally {
      publisher.destroyForcibly();
    }
  }

  private static JsonNode stream(String name) throws Exception {
    return JsonMapper.shared()
        .readTree(service.administer("GET", "/api/v1/streams/" + name).body());
  }

  @ParameterizedTest
  @CsvSource({
    "mpegts, fmp4, " + H264,
    "mp4, fmp4, " + H264 + " " + FRAGMENTED,
    "flv, fmp4, " + H264,
    "webm, webm, -c:v libvpx -deadline realtime -cpu-used 8 -g 10 -live 1",
    "mpjpeg, jpeg, -c:v mjpeg -pix_fmt yuvj420p",
  })
  void aViewerGetsWhatFfmpegPublishes(String container, String format, String options)
      throws Exception {
    String name = "ffmpeg-" + container;
    try (Client viewer = Client.connect(service.webSocket("/watch/" + name + "?wait=30s"))) {
      Output ffmpeg = run(ffmpeg(options + " -f " + container, url("/publish/" + name)));
      assertThat(ffmpeg).isEqualTo(new Output(0, ""));
      assertThat(viewer.closing()).isEqualTo(new Client.Closing(1000, "stream has ended"));
      assertThat(viewer.texts()).anyMatch(text -> text.contains("\"format\":\"" + format + "\""));
      assertThat(viewer.file().length).isGreaterThan(10_000);
    }
  }

  /** No browser of all machines decodes these; ffprobe does, and complains of the least. */
  @ParameterizedTest
  @CsvSource({
    "hevc, mpegts, fmp4, " + H265,
    "hevc, mp4, fmp4, " + H265 + " -tag:v hvc1 " + FRAGMENTED,
    "av1, mp4, fmp4, " + AV1 + " " + FRAGMENTED,
    "av1, webm, webm, " + AV1 + " -live 1",
  })
  void everyPictureOfH265AndAv1Comes(String codec, String container, String format, String options)
      throws Exception {
    String name = codec + "-" + container;
    try (Client viewer = Client.connect(service.webSocket("/watch/" + name + "?wait=30s"))) {
      Output ffmpeg = run(ffmpeg(options + " -f " + container, url("/publish/" + name)));
      assertThat(ffmpeg).isEqualTo(new Output(0, ""));
      assertThat(viewer.closing()).isEqualTo(new Client.Closing(1000, "stream has ended"));
      assertThat(viewer.texts()).anyMatch(text -> text.contains("\"format\":\"" + format + "\""));
      Path watched = directory.resolve("watched");
      Files.write(watched, viewer.file());
      assertThat(
              run(
                  List.of(
                      Capability.requireProgram("ffprobe").toString(),
                      "-v",
                      "warning",
                      "-count_frames",
                      "-show_entries",
                      "stream=codec_name,nb_read_frames",
                      "-of",
                      "csv=p=0",
                      watched.toString())))
          .isEqualTo(new Output(0, codec + ",20\n"));
    }
  }

  @Test
  void curlIsToldThatItsStreamHasEnded() throws Exception {
    assertThat(run(curl("-T", file().toString(), url("/publish/curl"))))
        .isEqualTo(new Output(0, "the stream curl has ended\n"));
  }

  @Test
  void curlIsToldWhyItIsRefused() throws Exception {
    Path text = Files.writeString(directory.resolve("text.txt"), "hello, this is no video\n");
    Output curl = run(curl("-T", text.toString(), "-w", "%{http_code}", url("/publish/text")));
    assertThat(curl.text()).endsWith("\n415").contains("is not accepted");
  }

  @Test
  void aSecondPublisherIsRefusedBeforeItsBody() throws Exception {
    try (Client first = Client.connect(service.webSocket("/publish/taken"))) {
      Output curl =
          run(
              curl(
                  "-T",
                  file().toString(),
                  "-H",
                  "Expect: 100-continue",
                  "-w",
                  "%{http_code} %{size_upload}",
                  url("/publish/taken")));
      assertThat(curl.text()).isEqualTo("taken is already published\n409 0");
      assertThat(first.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, mp4, h264, " + H264 + " -f mpegts",
    "webm, matroska, vp8, -c:v libvpx -deadline realtime -cpu-used 8 -g 10 -live 1 -f webm",
    "mjpeg, mpjpeg, mjpeg, -c:v mjpeg -pix_fmt yuvj420p -f mpjpeg",
  })
  void curlWatchesAFileThatPlays(String suffix, String demuxer, String codec, String options)
      throws Exception {
    String name = "live-" + suffix;
    Path watched = directory.resolve("watched." + suffix);
    Process curl =
        new ProcessBuilder(
                curl(
                    "-f",
                    "-o",
                    watched.toString(),
                    url("/live/" + name + "." + suffix + "?wait=30s")))
            .inheritIO()
            .start();
    try {
      assertThat(run(ffmpeg(options, url("/publish/" + name)))).isEqualTo(new Output(0, ""));
      assertThat(curl.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(curl.exitValue()).isZero();
    } finally {
      curl.destroyForcibly();
    }
    String ffprobe = Capability.requireProgram("ffprobe").toString();
    Output probe =
        run(
            List.of(
                ffprobe,
                "-v",
                "error",
                "-f",
                demuxer,
                "-count_frames",
                "-show_entries",
                "stream=codec_name,width,nb_read_frames",
                "-of",
                "csv=p=0",
                watched.toString()));
    assertThat(probe.exit()).as(probe.text()).isZero();
    assertThat(probe.text()).matches(codec + ",320,(1[0-9]|20)\\s*");
  }

  @Test
  void aViewerIsToldWhyThereIsNothingToSee() throws Exception {
    assertThat(run(curl("-w", "%{http_code}", url("/live/nobody.mp4"))).text())
        .isEqualTo("nobody is not live\n404");
    assertThat(run(curl("-w", "%{http_code}", url("/live/nobody.avi"))).text())
        .isEqualTo("streams are available as .mp4, .webm or .mjpeg\n404");
    try (Client publisher = Client.connect(service.webSocket("/publish/other"))) {
      publisher.send(Files.readAllBytes(file()));
      assertThat(run(curl("-w", "%{http_code}", url("/live/other.webm"))).text())
          .isEqualTo("this stream is available as .mp4\n406");
      assertThat(run(curl("--head", url("/live/other.mp4"))).text())
          .startsWith("HTTP/1.1 200 OK")
          .contains("Content-Type: video/mp4; codecs=\"avc1.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "h264-frag-every-frame.mp4, mp4",
    "h264-frag-keyframe.mp4, mp4",
    "vp8-live.webm, mp4",
    "jpeg.mjpeg, jpg"
  })
  void aPictureOfTheStreamIsAFileOfOneFrame(String file, String suffix) throws Exception {
    String name = "snapshot-" + file.replace('.', '-');
    try (Client publisher = Client.connect(service.webSocket("/publish/" + name))) {
      try (var media = HttpPublishIT.class.getResourceAsStream("/media/" + file)) {
        publisher.send(media.readAllBytes());
      }
      Path picture = directory.resolve("picture." + suffix);
      List<String> curl =
          curl("-f", "-o", picture.toString(), url("/snapshot/" + name + "." + suffix));
      await().until(() -> run(curl).exit() == 0);
      assertThat(MediaFile.decodedFrames(Files.readAllBytes(picture))).isEqualTo(1);
      // The next comes from memory, and a container that it is not in is refused in words.
      assertThat(run(curl).exit()).isZero();
      assertThat(
              run(curl(
                      "-w",
                      "%{http_code}",
                      url("/snapshot/" + name + (suffix.equals("mp4") ? ".jpg" : ".mp4"))))
                  .text())
          .isEqualTo(
              "the stream has no picture as " + (suffix.equals("mp4") ? "JPEG" : "MP4") + "\n406");
    }
    assertThat(run(curl("-w", "%{http_code}", url("/snapshot/nobody.mp4"))).text())
        .isEqualTo("nobody is not live\n404");
  }

  private Path file() throws IOException {
    Path file = directory.resolve("recording.mp4");
    try (var recording =
        HttpPublishIT.class.getResourceAsStream("/media/h264-frag-every-frame.mp4")) {
      Files.write(file, recording.readAllBytes());
    }
    return file;
  }
}
