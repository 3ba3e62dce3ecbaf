package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What ffmpeg publishes is recorded, and what is recorded plays. */
@Timeout(180)
class RecordingIT {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;

  private static RunningService service;

  @BeforeAll
  static void start() {
    service =
        RunningService.open(
            Engine.NIO,
            "--streaming.recording.directory=" + directory,
            "--streaming.recording.streams=cam*",
            "--streaming.recording.segment-duration=2s",
            "--streaming.recording.min-free-disk=1MB",
            "--streaming.publisher.grace=0s");
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  private static JsonNode api(String path) throws Exception {
    HttpResponse<String> answer = service.administer("GET", "/api/v1/" + path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** The recordings of a stream, the newest first. */
  private static List<JsonNode> recordings(String stream) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    api("recordings?stream=" + stream).get("recordings").forEach(found::add);
    return found;
  }

  private static List<JsonNode> awaitComplete(String stream, int count) {
    return await()
        .until(
            () -> recordings(stream),
            found ->
                found.size() == count
                    && found.stream().noneMatch(one -> one.get("running").asBoolean()));
  }

  private static HttpResponse<byte[]> media(String id, String query, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.page("/recordings/" + id + ".mp4" + query))
            .timeout(Patience.LIMIT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static byte[] clip(JsonNode recording, String query) throws Exception {
    HttpResponse<byte[]> answer = media(recording.get("id").asString(), query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(answer.body().length);
    return answer.body();
  }

  private static List<Path> files(String stream) throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve(stream))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".index"))
          .sorted()
          .toList();
    }
  }

  private static void publish(String stream, TestPicture picture, String size, String... more)
      throws Exception {
    try (FfmpegPublisher publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/" + stream), picture.arguments(size, 10, more))) {
      publisher.finish();
    }
  }

  @ParameterizedTest
  @EnumSource(TestPicture.class)
  void whatIsPublishedIsRecordedInSegmentsThatPlayAlone(TestPicture picture) throws Exception {
    String stream = "cam-" + picture.name().toLowerCase(Locale.ROOT);
    publish(stream, picture, "320x180", "-t", "7");
    JsonNode recording = awaitComplete(stream, 1).get(0);

    List<Path> files = files(stream);
    assertThat(files).hasSizeGreaterThanOrEqualTo(3);
    assertThat(recording.get("segments").asInt()).isEqualTo(files.size());
    int frames = 0;
    for (Path file : files) {
      frames += MediaFile.decodedFrames(Files.readAllBytes(file));
    }
    assertThat(frames).isEqualTo(70);

    assertThat(MediaFile.decodedFrames(clip(recording, ""))).isEqualTo(70);
    assertThat(recording.get("width").asInt()).isEqualTo(320);
    assertThat(recording.get("format").asString()).isEqualTo(picture.format());
  }

  @ParameterizedTest
  @CsvSource({"mpegts,-c:a aac -f mpegts", "flv,-c:a aac -f flv"})
  void whatIsNoMp4IsRecordedAsMp4(String name, String options) throws Exception {
    String stream = "cam-" + name;
    List<String> command =
        new ArrayList<>(
            List.of(
                Capability.requireProgram("ffmpeg").toString(),
                "-v",
                "error",
                "-nostdin",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=320x180:rate=10",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
                "-t",
                "4"));
    // With pictures that are shown in another order than they are decoded in.
    command.addAll(
        List.of("-c:v libx264 -preset veryfast -bf 2 -pix_fmt yuv420p -g 10".split(" ", -1)));
    command.addAll(List.of(options.split(" ", -1)));
    command.add("http://127.0.0.1:" + service.transportPort() + "/publish/" + stream);
    Process ffmpeg = new ProcessBuilder(command).inheritIO().start();
    assertThat(ffmpeg.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();

    JsonNode recording = awaitComplete(stream, 1).get(0);
    byte[] clip = clip(recording, "");
    assertThat(MediaFile.decodedFrames(clip)).isBetween(38, 40);
    assertThat(MediaFile.packets(clip)).contains("#codec_id 0: h264").contains("aac");
  }

  @Test
  void aPartIsCutAtAKeyframeAndEndsWhereItIsToldTo() throws Exception {
    publish("cam-cut", TestPicture.FMP4_H264_AAC, "320x180", "-t", "8");
    JsonNode recording = awaitComplete("cam-cut", 1).get(0);
    Instant start = Instant.parse(recording.get("start").asString());

    byte[] part =
        clip(
            recording,
            "?from=" + start.plus(Duration.ofMillis(2500)) + "&to=" + start.plusSeconds(5));
    // From the keyframe of second 2 on, or of the one before when it came late.
    assertThat(MediaFile.decodedFrames(part)).isBetween(25, 45);
    assertThat(part.length).isLessThan(clip(recording, "").length);

    HttpResponse<byte[]> nothing =
        media(recording.get("id").asString(), "?from=" + start.plusSeconds(5) + "&to=" + start);
    assertThat(nothing.statusCode()).isEqualTo(422);
    assertThat(media(recording.get("id").asString(), "?from=today").statusCode()).isEqualTo(400);
    assertThat(media("cam-cut~19700101T000000000", "").statusCode()).isEqualTo(404);
  }

  @Test
  void rangesAreTheSameBytes() throws Exception {
    publish("cam-range", TestPicture.FMP4_H264_AAC, "320x180", "-t", "5");
    JsonNode recording = awaitComplete("cam-range", 1).get(0);
    String id = recording.get("id").asString();
    byte[] whole = clip(recording, "");

    int step = whole.length / 7;
    for (int from = 0; from < whole.length; from += step) {
      int to = Math.min(from + step, whole.length);
      HttpResponse<byte[]> part = media(id, "", "Range", "bytes=" + from + "-" + (to - 1));
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.headers().firstValue("content-range"))
          .hasValue("bytes " + from + "-" + (to - 1) + "/" + whole.length);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
    HttpResponse<byte[]> saved = media(id, "?download=true");
    assertThat(saved.headers().firstValue("content-disposition").orElse(""))
        .startsWith("attachment")
        .contains("cam-range-");
    HttpResponse<String> administered =
        service.administer("GET", "/api/v1/recordings/" + id + "/media");
    assertThat(administered.statusCode()).isEqualTo(200);
    assertThat(administered.headers().firstValue("content-length"))
        .hasValue(Integer.toString(whole.length));
  }

  @Test
  void twoStreamsOfOneNameInTurnAndAnotherResolutionAreRecordingsOfTheirOwn() throws Exception {
    publish("cam-turns", TestPicture.FMP4_H264, "320x180", "-t", "2");
    try (FfmpegPublisher publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/cam-turns"),
            TestPicture.FMP4_H264.arguments("320x180", 10, "-t", "2"))) {
      publisher.continueWith(TestPicture.FMP4_H264.arguments("640x360", 10, "-t", "2"));
      publisher.finish();
    }
    List<JsonNode> recordings = awaitComplete("cam-turns", 3);
    assertThat(recordings).map(one -> one.get("width").asInt()).containsExactly(640, 320, 320);
    for (JsonNode recording : recordings) {
      assertThat(MediaFile.decodedFrames(clip(recording, ""))).isEqualTo(20);
    }
  }

  @Test
  void aLiveStreamIsRecordedFromWhenItIsAskedForUntilItIsStopped() throws Exception {
    try (FfmpegPublisher publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/other"), TestPicture.FMP4_H264.arguments("320x180", 10))) {
      await().until(() -> service.get("/streams.json").body().contains("\"other\""));
      assertThat(api("recorders").get("recorders").toString()).doesNotContain("other");
      assertThat(service.administer("POST", "/api/v1/recorders/other/start").statusCode())
          .isEqualTo(202);
      JsonNode running = await().until(() -> recordings("other"), found -> !found.isEmpty()).get(0);
      assertThat(running.get("running").asBoolean()).isTrue();
      await()
          .until(
              () -> recordings("other").get(0).get("end").asString(),
              end -> !end.equals(running.get("end").asString()));
      assertThat(service.gauge("streaming.recording.running")).isGreaterThanOrEqualTo(1);

      // What is being written plays as far as it is.
      assertThat(MediaFile.decodedFrames(clip(running, ""))).isPositive();
      assertThat(
              service
                  .administer("DELETE", "/api/v1/recordings/" + running.get("id").asString())
                  .statusCode())
          .isEqualTo(409);

      assertThat(service.administer("POST", "/api/v1/recorders/other/stop").statusCode())
          .isEqualTo(202);
      JsonNode stopped = awaitComplete("other", 1).get(0);
      assertThat(service.administer("POST", "/api/v1/recorders/other/stop").statusCode())
          .isEqualTo(404);
      assertThat(publisher.client().isOpen()).isTrue();

      List<Path> files = files("other");
      assertThat(
              service
                  .administer("DELETE", "/api/v1/recordings/" + stopped.get("id").asString())
                  .statusCode())
          .isEqualTo(204);
      assertThat(files).isNotEmpty().noneMatch(Files::exists);
      assertThat(directory.resolve("other")).doesNotExist();
      assertThat(recordings("other")).isEmpty();
    }
    assertThat(service.administer("POST", "/api/v1/recorders/absent/start").statusCode())
        .isEqualTo(404);
  }

  @Test
  void whenFilesAreRemovedTheRecordingFailsAndTheStreamGoesOn() throws Exception {
    try (FfmpegPublisher publisher =
            FfmpegPublisher.start(
                service.webSocket("/publish/cam-removed"),
                TestPicture.FMP4_H264.arguments("320x180", 10));
        Client viewer = Client.connect(service.webSocket("/watch/cam-removed?wait=30s"))) {
      await().until(() -> recordings("cam-removed"), found -> !found.isEmpty());
      double failures = service.count("streaming.recording.failures");
      for (Path file : files("cam-removed")) {
        Files.delete(file);
      }
      JsonNode recorder =
          await()
              .until(
                  () -> recorder("cam-removed"),
                  found -> found.path("state").asString("").equals("FAILED"));
      assertThat(recorder.get("failure").asString()).contains("was removed");
      assertThat(service.count("streaming.recording.failures")).isGreaterThan(failures);

      int before = viewer.media().size();
      await().until(() -> viewer.media().size() > before + 5);
      assertThat(viewer.isOpen()).isTrue();

      // Not after half a minute, but now.
      service.administer("POST", "/api/v1/recorders/cam-removed/start");
      await()
          .until(
              () -> recorder("cam-removed"),
              found -> found.path("state").asString("").equals("RECORDING"));
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  private static JsonNode recorder(String stream) throws Exception {
    for (JsonNode recorder : api("recorders").get("recorders")) {
      if (recorder.get("stream").asString().equals(stream)) {
        return recorder;
      }
    }
    return JSON.createObjectNode();
  }

  @Test
  void picturesAreNotRecordedAndThatIsSaid() throws Exception {
    try (Client publisher = Client.connect(service.webSocket("/publish/cam-jpeg"))) {
      publisher.send(Jpeg.picture());
      JsonNode recorder =
          await()
              .until(
                  () -> {
                    publisher.send(Jpeg.picture());
                    return recorder("cam-jpeg");
                  },
                  found -> found.path("state").asString("").equals("FAILED"));
      assertThat(recorder.get("failure").asString()).contains("only MP4 and WebM");
    }
  }

  /** A small picture. */
  private static final class Jpeg {

    static byte[] picture() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
      return bytes.toByteArray();
    }
  }
}
