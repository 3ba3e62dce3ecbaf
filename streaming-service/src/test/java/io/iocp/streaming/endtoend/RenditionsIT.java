package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** ffmpeg publishes a stream twice, and a viewer has what its link carries. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class RenditionsIT {

  private static final int LINK_BYTES_PER_SECOND = 75_000;

  private static RunningService service;
  private static final List<Process> publishers = new ArrayList<>();

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void publishTwoRenditions(Engine engine) throws Exception {
    service = RunningService.open(engine);
    publish("desk@hi", "3000k");
    publish("desk@lo", "200k");
    await()
        .until(
            () -> {
              String streams = service.administer("GET", "/api/v1/streams").body();
              return streams.contains("desk@hi") && streams.contains("desk@lo");
            });
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    publishers.forEach(Process::destroyForcibly);
    publishers.clear();
    if (service != null) {
      service.close();
      service = null;
    }
  }

  private static void publish(String name, String bitRate) throws IOException {
    String options =
        " -v error -nostdin -re -f lavfi -i testsrc2=size=640x360:rate=10,noise=alls=40:allf=t"
            + " -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 10 -b:v "
            + bitRate
            + " -minrate "
            + bitRate
            + " -maxrate "
            + bitRate
            + " -bufsize 200k -f mpegts http://127.0.0.1:"
            + service.transportPort()
            + "/publish/"
            + name;
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(List.of(options.trim().split(" ")));
    publishers.add(new ProcessBuilder(command).inheritIO().start());
  }

  @Test
  void aViewerFollowsItsLinkDownAndUpOnOneConnection() throws Exception {
    try (ThrottledViewer viewer = ThrottledViewer.connect(service.transportPort(), "/watch/desk")) {
      await().until(() -> viewer.chunks() > 20 && rendition(viewer).equals("desk@hi"));

      viewer.limit(LINK_BYTES_PER_SECOND);
      await().until(() -> rendition(viewer).equals("desk@lo"));
      int before = viewer.chunks();
      await().until(() -> viewer.chunks() > before + 20);

      viewer.free();
      await().until(() -> rendition(viewer).equals("desk@hi"));
      assertThat(service.count("streaming.relay.rendition.lowered")).isPositive();
      assertThat(service.count("streaming.relay.rendition.raised")).isPositive();
    }
  }

  @Test
  void aViewerOfSingleFramesFollowsItsLinkAsWell() throws Exception {
    String path = "/watch/desk?as=frames";
    try (ThrottledViewer viewer = ThrottledViewer.connect(service.transportPort(), path)) {
      await().until(() -> viewer.chunks() > 20 && rendition(viewer).equals("desk@hi"));
      viewer.limit(LINK_BYTES_PER_SECOND);
      await().until(() -> rendition(viewer).equals("desk@lo"));
      int before = viewer.chunks();
      await().until(() -> viewer.chunks() > before + 20);
      assertThat(viewer.texts().stream().filter(text -> text.contains("\"type\":\"tracks\"")))
          .as("each rendition has its own tracks")
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aViewerIsHeldToARenditionByRestUntilItIsLetGo() throws Exception {
    try (Client viewer = Client.connect(service.webSocket("/watch/desk"))) {
      await().until(() -> viewer.texts().toString().contains("desk@hi"));
      long client =
          service.transport().clients().list().stream()
              .filter(one -> "/watch/desk".equals(one.path()))
              .findFirst()
              .orElseThrow()
              .connection()
              .id();
      String rendition = "/api/v1/streams/desk/viewers/" + client + "/rendition";
      assertThat(service.administerJson("PUT", rendition, "{\"rendition\":\"lo\"}").body())
          .isEqualTo("{\"client\":" + client + ",\"rendition\":\"lo\"}");
      await().until(() -> viewer.texts().toString().contains("desk@lo"));
      await()
          .until(
              () ->
                  service
                      .administer("GET", "/api/v1/streams/desk@lo/viewers")
                      .body()
                      .contains("\"adaptive\":true,\"pinnedRendition\":\"lo\""));

      assertThat(service.administer("DELETE", rendition).statusCode()).isEqualTo(204);
      // It may have moved by itself in between.
      await()
          .until(
              () -> {
                String viewers =
                    service.administer("GET", "/api/v1/streams/desk@lo/viewers").body()
                        + service.administer("GET", "/api/v1/streams/desk@hi/viewers").body();
                return viewers.contains("\"pinnedRendition\":null")
                    && !viewers.contains("\"pinnedRendition\":\"lo\"");
              });
    }
  }

  @Test
  void aGroupIsLiveAndEachRenditionCanBeWatchedByItself() throws Exception {
    assertThat(service.get("/streams/desk/status.json").body()).contains("\"live\"");
    assertThat(service.get("/streams.json").body())
        .contains("\"name\":\"desk\"")
        .doesNotContain("desk@");
    try (Client viewer = Client.connect(service.webSocket("/watch/desk@lo"))) {
      await().until(() -> !viewer.media().isEmpty());
      assertThat(viewer.texts().get(0)).contains("\"stream\":\"desk@lo\"");
    }
  }

  /** The rendition that was announced last. */
  private static String rendition(ThrottledViewer viewer) {
    return viewer.texts().stream()
        .filter(text -> text.contains("\"type\":\"stream\""))
        .reduce((first, second) -> second)
        .map(text -> text.replaceAll(".*\"stream\":\"([^\"]*)\".*", "$1"))
        .orElse("");
  }
}
