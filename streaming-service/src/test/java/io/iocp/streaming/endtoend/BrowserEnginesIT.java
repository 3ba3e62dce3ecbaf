package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chromium, Firefox and WebKit play, in the page, in the component and in a frame alike. */
@Timeout(300)
@Tag("alone") // A browser decodes several streams, on two processors that also encode them.
class BrowserEnginesIT {

  private static final String H264 = "h264-aac";
  private static final String VP8 = "vp8-opus";

  private static final String PLAYERS = "[...document.querySelectorAll('iocp-player')]";

  private static OtherSite site;
  private static RunningService service;
  private static FfmpegPublisher h264;
  private static FfmpegPublisher vp8;

  @BeforeAll
  static void start() throws IOException {
    site = OtherSite.open();
    service = RunningService.open(Engine.NIO, "--iocp.websocket.allowed-origins=*");
    h264 =
        publish(
            H264,
            "-c:v libx264 -preset ultrafast -tune zerolatency -c:a aac -b:a 64k -f mp4"
                + " -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 200000");
    vp8 =
        publish(
            VP8,
            "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -c:a libopus -b:a 64k -live 1"
                + " -f webm");
  }

  @AfterAll
  static void stop() {
    for (FfmpegPublisher publisher : new FfmpegPublisher[] {h264, vp8}) {
      if (publisher != null) {
        publisher.close();
      }
    }
    if (service != null) {
      service.close();
    }
    if (site != null) {
      site.close();
    }
  }

  private static FfmpegPublisher publish(String stream, String output) throws IOException {
    String input =
        "-v error -nostdin -re -f lavfi -i testsrc2=size=320x180:rate=10"
            + " -re -f lavfi -i sine=frequency=440:sample_rate=48000 -pix_fmt yuv420p -g 10 ";
    return FfmpegPublisher.start(
        service.webSocket("/publish/" + stream),
        List.of((input + output + " pipe:1").split(" ", -1)));
  }

  @ParameterizedTest
  @EnumSource(BrowserEngine.class)
  void everyEnginePlaysWhereverThePlayerIs(BrowserEngine engine, @TempDir Path home)
      throws IOException {
    List<String> streams = engine.decodesVp8() ? List.of(H264, VP8) : List.of(H264);
    try (BrowserWindow window = engine.open(home)) {
      for (String stream : streams) {
        window.open(service.page("/watch/" + stream));
        goesOn(window, "window.iocpPlayer");
        assertThat(window.text("document.getElementById('overlay').hidden")).isEqualTo("true");
        assertThat(window.text("window.iocpPlayer.hasSound")).isEqualTo("true");
      }
      window.open(site.page(componentsAndFrames(streams)));
      for (int player = 0; player < streams.size(); player++) {
        goesOn(window, PLAYERS + "[" + player + "]?.status");
      }
      assertThat(window.text("window.trouble.join()")).isEmpty();
      window.screenshot("engine-" + engine.name().toLowerCase(Locale.ROOT));
      for (int frame = 0; frame < streams.size(); frame++) {
        window.enterFrame(frame);
        goesOn(window, "window.iocpPlayer");
      }
      assertThat(h264.client().isOpen() && vp8.client().isOpen()).isTrue();
    }
  }

  /** Live, and a second further in the stream. */
  private static void goesOn(BrowserWindow window, String status) {
    window.await(
        "(now => now?.state === 'live' && now.width === 320 && now.frames >= (window.aimed ??="
            + " now.frames + 10))("
            + status
            + ")");
    window.await("delete window.aimed");
  }

  private static String componentsAndFrames(List<String> streams) {
    StringBuilder body =
        new StringBuilder(
            "<style>iocp-player, iframe { display: inline-block; width: 320px; height: 180px;"
                + " border: 0 }</style><script>window.trouble = []; addEventListener('refused',"
                + " event => window.trouble.push(event.detail.title), true);</script><script"
                + " type=module src='"
                + service.page("/assets/iocp-player.js")
                + "'></script>");
    for (String stream : streams) {
      body.append("<iocp-player muted controls src='")
          .append(service.page("/watch/" + stream))
          .append("'></iocp-player>");
    }
    for (String stream : streams) {
      body.append("<iframe src='").append(service.page("/embed/" + stream)).append("'></iframe>");
    }
    return body.toString();
  }
}
