package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.ThrottledViewer.Delivery;
import io.iocp.testsupport.Capability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ffmpeg publishes a stream in two renditions, and a viewer has what its link carries. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class RenditionsIT {

  private static final Logger logger = LoggerFactory.getLogger(RenditionsIT.class);

  private static final int LINK_BYTES_PER_SECOND = 75_000;
  private static final int GROUP_FRAMES = 10;
  private static final double FRAMES_PER_SECOND = 10;
  private static final long FRAME_TICKS = 9_000;

  private static RunningService service;
  private static @Nullable Process publisher;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void publishTwoRenditions(Engine engine) throws Exception {
    service = RunningService.open(engine);
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    String source =
        "-v error -nostdin -re -f lavfi -i testsrc2=size=640x360:rate=10,noise=alls=40:allf=t";
    command.addAll(List.of(source.split(" ", -1)));
    command.addAll(rendition("desk@hi", "3000k"));
    command.addAll(rendition("desk@lo", "200k"));
    publisher = new ProcessBuilder(command).inheritIO().start();
    await()
        .until(
            () -> {
              String streams = service.administer("GET", "/api/v1/streams").body();
              return streams.contains("desk@hi") && streams.contains("desk@lo");
            });
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (publisher != null) {
      publisher.destroyForcibly();
      publisher = null;
    }
    if (service != null) {
      service.close();
      service = null;
    }
  }

  private static List<String> rendition(String name, String bitRate) {
    String options =
        "-map 0:v -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g "
            + GROUP_FRAMES
            + " -b:v "
            + bitRate
            + " -minrate "
            + bitRate
            + " -maxrate "
            + bitRate
            + " -bufsize 200k -f mpegts http://127.0.0.1:"
            + service.transportPort()
            + "/publish/"
            + name;
    return List.of(options.split(" ", -1));
  }

  @Test
  void aViewerFollowsItsLinkDownAndUpOnOneConnectionAndMissesNoGroupOnItsWayUp() throws Exception {
    try (ThrottledViewer viewer = ThrottledViewer.connect(service.transportPort(), "/watch/desk")) {
      await().until(() -> viewer.chunks() > 20 && viewer.stream().equals("desk@hi"));

      viewer.limit(LINK_BYTES_PER_SECOND);
      await().until(() -> viewer.stream().equals("desk@lo"));
      int before = viewer.chunks();
      await().until(() -> viewer.chunks() > before + 20);

      viewer.free();
      await().until(() -> viewer.stream().equals("desk@hi"));
      assertThat(service.count("streaming.relay.rendition.lowered")).isPositive();
      assertThat(service.count("streaming.relay.rendition.raised")).isPositive();
      int upThere = viewer.chunks();
      await().until(() -> viewer.chunks() > upThere + 20);

      List<List<Delivery>> runs = runs(viewer.deliveries());
      assertThat(runs.stream().map(run -> run.get(0).stream()))
          .startsWith("desk@hi", "desk@lo")
          .endsWith("desk@lo", "desk@hi");
      missesNoGroupOnItsWayUp(runs);
    }
  }

  private static void missesNoGroupOnItsWayUp(List<List<Delivery>> runs) {
    for (int i = 1; i < runs.size(); i++) {
      Delivery first = runs.get(i).get(0);
      Delivery last = runs.get(i - 1).get(runs.get(i - 1).size() - 1);
      if (first.stream().equals("desk@hi")) {
        assertThat(first.ticks() - last.ticks())
            .as("ticks of the stream from one rendition to the other")
            .isLessThanOrEqualTo(GROUP_FRAMES * FRAME_TICKS);
      }
    }
  }

  @Test
  void aViewerOfSingleFramesFollowsItsLinkAsWell() throws Exception {
    String path = "/watch/desk?as=frames";
    try (ThrottledViewer viewer = ThrottledViewer.connect(service.transportPort(), path)) {
      await().until(() -> viewer.chunks() > 20 && viewer.stream().equals("desk@hi"));
      viewer.limit(LINK_BYTES_PER_SECOND);
      await().until(() -> viewer.stream().equals("desk@lo"));
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

  /**
   * Tells which rendition the viewer had when, and how long it saw nothing new.
   *
   * @return the renditions that it had, one after the other
   */
  private static List<List<Delivery>> runs(List<Delivery> deliveries) {
    List<List<Delivery>> runs = new ArrayList<>();
    Delivery before = deliveries.get(0);
    long begin = before.nanos();
    double longest = 0;
    for (Delivery delivery : deliveries) {
      longest = Math.max(longest, (delivery.nanos() - before.nanos()) / 1e9);
      if (runs.isEmpty() || !delivery.stream().equals(before.stream())) {
        logger.info(
            "{} from {} s on, {} s after the frame before it, with what is {} s later in the"
                + " stream",
            delivery.stream(),
            (delivery.nanos() - begin) / 1e9,
            (delivery.nanos() - before.nanos()) / 1e9,
            (delivery.ticks() - before.ticks()) / (FRAME_TICKS * FRAMES_PER_SECOND));
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(delivery);
      before = delivery;
    }
    logger.info("Longest time without a frame: {} s", longest);
    return runs;
  }
}
