package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who asks for frames gets each sample of the stream, and nothing else, whatever was published. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class FramesIT {

  private static final Path MEDIA = Path.of("src/test/resources/media");
  // What stands behind it is of side data.
  private static final int HASH_COLUMN = 5;
  private static final int PIECE_BYTES = 8 << 10;

  private static RunningService service;

  @Parameter Engine engine;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac.mp4",
        "h264-frag-keyframe.mp4",
        "hevc-opus.mp4",
        "vp8-live.webm",
        "vp9-opus-live.webm",
        "av1.webm",
        "h264-aac.ts",
        "hevc-opus.ts",
        "h264-mp3.ts",
        "h264-aac.flv",
        "annexb-reordered.h264",
        "annexb.h265",
        "aac-only.mp4"
      })
  void framesAreTheSamplesOfTheContainerByteByByte(String file) throws Exception {
    String stream = file + "-" + engine;
    try (Client frames = watch(stream, "&as=frames");
        Client container = watch(stream, "")) {
      publish(stream, 2, Files.readAllBytes(MEDIA.resolve(file)));
      assertThat(frames.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(container.closing()).isEqualTo(new Closing(1000, "stream has ended"));

      JsonNode tracks = message(frames, "tracks").get("tracks");
      assertThat(message(frames, "stream").get("format").asString()).isEqualTo("frames");
      assertThat(message(frames, "stream").get("mimeType"))
          .isEqualTo(message(container, "stream").get("mimeType"));
      List<Frame> all = frames.media().stream().map(Frame::of).toList();
      assertThat(all).isNotEmpty();
      for (int track = 0; track < tracks.size(); track++) {
        int id = tracks.get(track).get("id").asInt();
        assertThat(all.stream().filter(frame -> frame.track == id).map(Frame::digest))
            .as("track %s of %s", id, tracks)
            .containsExactlyElementsOf(samples(container.file(), track));
      }
      assertThat(all.get(0).keyframe).isTrue();
      assertThat(all.stream().map(frame -> frame.sequence))
          .containsExactlyElementsOf(IntStream.range(0, all.size()).boxed().toList());
    }
  }

  @Test
  void picturesOfJpegAreFramesAsTheyAre() throws Exception {
    String stream = "pictures-" + engine;
    try (Client frames = watch(stream, "&as=frames");
        Client container = watch(stream, "")) {
      publish(stream, 2, Files.readAllBytes(MEDIA.resolve("jpeg.mjpeg")));
      frames.closing();
      container.closing();
      assertThat(message(frames, "tracks").get("tracks").get(0).get("codec").asString())
          .isEqualTo("jpeg");
      assertThat(frames.media().stream().map(Frame::of).map(frame -> frame.data))
          .isNotEmpty()
          .containsExactlyElementsOf(container.media());
    }
  }

  @Test
  void whoComesLateStartsWithAKeyframeAndFramesAreMadeOnlyWhileSomebodyWantsThem()
      throws Exception {
    String stream = "late-" + engine;
    byte[] media = Files.readAllBytes(MEDIA.resolve("h264-frag-every-frame.mp4"));
    int half = media.length / 2;
    try (Client first = watch(stream, "");
        Client publisher = Client.connect(service.webSocket("/publish/" + stream))) {
      await().until(() -> service.gauge("streaming.viewers") == 1);
      publisher.send(Arrays.copyOf(media, half));
      await().until(() -> first.media().size() > 2);
      double made = service.count("streaming.relay.frames.made");
      try (Client late = watch(stream, "&as=frames")) {
        await().until(() -> !late.media().isEmpty());
        Frame start = Frame.of(late.media().get(0));
        assertThat(start.keyframe).isTrue();
        assertThat(start.arrivalMicros / 1_000_000L)
            .isBetween(
                System.currentTimeMillis() / 1000 - Duration.ofMinutes(3).toSeconds(),
                System.currentTimeMillis() / 1000);
        assertThat(service.count("streaming.relay.frames.made")).isGreaterThan(made);
      }
      await().until(() -> service.gauge("streaming.viewers") == 1);
      double before = service.count("streaming.relay.frames.made");
      int had = first.media().size();
      publisher.send(Arrays.copyOfRange(media, half, media.length));
      await().until(() -> first.media().size() > had);
      assertThat(service.count("streaming.relay.frames.made")).isEqualTo(before);
    }
  }

  @Test
  void aStreamWithoutFramesToTakeOutIsRefusedInWords() throws Exception {
    String stream = "vorbis-" + engine;
    try (Client frames = watch(stream, "&as=frames")) {
      publish(stream, 1, Files.readAllBytes(MEDIA.resolve("vorbis.webm")));
      assertThat(frames.closing())
          .isEqualTo(new Closing(4406, "WebM has no track whose samples can be extracted"));
    }
  }

  private static Client watch(String stream, String query) {
    Client client = Client.connect(service.webSocket("/watch/" + stream + "?wait=30s" + query));
    await().until(() -> !client.texts().isEmpty());
    return client;
  }

  private static void publish(String stream, int viewers, byte[] media) {
    try (Client publisher = Client.connect(service.webSocket("/publish/" + stream))) {
      await().until(() -> service.gauge("streaming.viewers") == viewers);
      for (int at = 0; at < media.length; at += PIECE_BYTES) {
        publisher.send(Arrays.copyOfRange(media, at, Math.min(media.length, at + PIECE_BYTES)));
      }
    }
  }

  private static JsonNode message(Client client, String type) {
    return client.texts().stream()
        .map(JsonMapper.shared()::readTree)
        .filter(message -> message.get("type").asString().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Digests of the packets of one track of a file, as ffmpeg sees them. */
  private static List<String> samples(byte[] file, int track) throws Exception {
    List<String> digests = new ArrayList<>();
    for (String line : MediaFile.packets(file).lines().toList()) {
      String[] columns = line.split(",\\s*", -1);
      if (!line.startsWith("#") && columns[0].equals(Integer.toString(track))) {
        digests.add(columns[HASH_COLUMN]);
      }
    }
    return digests;
  }

  private record Frame(
      int track, boolean keyframe, int sequence, long arrivalMicros, ByteBuffer data) {

    static Frame of(ByteBuffer message) {
      ByteBuffer data = message.slice(message.get(0), message.remaining() - message.get(0));
      return new Frame(
          message.get(1), message.get(2) == 1, message.getInt(4), message.getLong(16), data);
    }

    String digest() {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(data.duplicate());
        return HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
