package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is recorded outlives the process that records it, and a full disk harms no stream. */
@Timeout(300)
class RecordingCrashIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private Path directory;

  private static List<String> arguments(Path directory, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--iocp.engine=nio",
                "--streaming.security.mode=open",
                "--streaming.recording.directory=" + directory,
                "--streaming.recording.streams=*",
                "--streaming.recording.min-free-disk=0B"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static JsonNode recordings(ServiceProcess service) throws Exception {
    return JSON.readTree(service.get("/api/v1/recordings")).get("recordings");
  }

  private Path recorded() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(mp4|webm)"))
          .findFirst()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FMP4_H264")
  void whatWasWrittenBeforeTheServiceWasKilledPlays(TestPicture picture) throws Exception {
    try (ServiceProcess service = new ServiceProcess(List.of("-Xmx256m"), arguments(directory));
        FfmpegPublisher publisher =
            FfmpegPublisher.start(
                service.webSocket("/publish/cam"), picture.arguments("320x180", 10))) {
      await().until(() -> publisher.published().length, bytes -> bytes > 150_000);
      await().until(() -> recordings(service).path(0).path("bytes").asLong(0) > 100_000);
      service.kill();
    }
    Path file = recorded();
    long before = Files.size(file);
    // Half a fragment, as a kill in the middle of a write leaves it.
    byte[] start = Files.readAllBytes(file);
    Files.write(
        file,
        Arrays.copyOfRange(start, (int) before / 2, (int) before / 2 + 1000),
        StandardOpenOption.APPEND);

    try (ServiceProcess service = new ServiceProcess(List.of("-Xmx256m"), arguments(directory))) {
      JsonNode recording = recordings(service).get(0);
      assertThat(recording.get("running").asBoolean()).isFalse();
      assertThat(service.meter("streaming_recording_segments_repaired")).isEqualTo(1);
      assertThat(Files.size(file)).isBetween(before - 10_000, before);
      assertThat(recording.get("bytes").asLong()).isEqualTo(Files.size(file));
      int frames = MediaFile.decodedFrames(Files.readAllBytes(file));
      assertThat(frames).isGreaterThan(10);
      byte[] clip =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          service.page("/recordings/" + recording.get("id").asString() + ".mp4"))
                      .build(),
                  BodyHandlers.ofByteArray())
              .body();
      assertThat(MediaFile.decodedFrames(clip)).isEqualTo(frames);
    }
  }

  @Test
  void aFullDiskStopsTheRecordingAndNotTheStream() throws Exception {
    Capability.require("mountns", canMount(), "a mount namespace is for root, on Linux");
    List<String> java = new ArrayList<>(List.of("-Xmx256m"));
    java.add(StreamingServiceApplication.class.getName());
    java.addAll(arguments(directory, "--streaming.recording.segment-duration=2s"));
    java.addAll(ServiceProcess.ARGUMENTS);
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --make-rprivate / && mount -t tmpfs -o size=512k tmpfs \"$0\" && exec \"$@\"",
                directory.toString()));
    command.addAll(ServiceProcess.command(java));
    try (ServiceProcess service =
            new ServiceProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
        FfmpegPublisher publisher =
            FfmpegPublisher.start(
                service.webSocket("/publish/cam"), TestPicture.FMP4_H264.arguments("320x180", 10));
        Client viewer = Client.connect(service.webSocket("/watch/cam?wait=30s"))) {
      JsonNode recorder =
          await()
              .until(
                  () -> JSON.readTree(service.get("/api/v1/recorders")).get("recorders").path(0),
                  found -> found.path("state").asString("").equals("FAILED"));
      assertThat(recorder.get("failure").asString()).contains("the disk is full");
      assertThat(service.meter("streaming_recording_failures")).isEqualTo(1);
      assertThat(service.meter("streaming_recording_failed")).isEqualTo(1);

      int before = viewer.media().size();
      await().until(() -> viewer.media().size() > before + 10);
      assertThat(viewer.isOpen()).isTrue();
      assertThat(publisher.client().isOpen()).isTrue();

      JsonNode recording = recordings(service).get(0);
      assertThat(recording.get("running").asBoolean()).isFalse();
      byte[] clip =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          service.page("/recordings/" + recording.get("id").asString() + ".mp4"))
                      .build(),
                  BodyHandlers.ofByteArray())
              .body();
      assertThat(MediaFile.decodedFrames(clip)).as(new String(clip, 0, 10, UTF_8)).isPositive();
    }
  }

  private static boolean canMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--mount", "mount", "--make-rprivate", "/")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
