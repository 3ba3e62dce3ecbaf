package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream as low-latency HLS, for players and for caches. */
@Timeout(180)
class HlsIT {

  private static final Logger logger = LoggerFactory.getLogger(HlsIT.class);

  private static final int VIEWERS = 200;
  private static final int PARTS = 8;
  private static final String STREAM = "desk";

  private static RunningService service;
  private static FfmpegPublisher publisher;
  private static HttpClient http;

  @BeforeAll
  static void start() throws Exception {
    service = RunningService.open(Engine.NIO, "--streaming.hls.idle-after=3s");
    http = HttpClient.newHttpClient();
    publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/" + STREAM),
            TestPicture.FMP4_H264_AAC.arguments("320x180", TestPicture.FRAMES_PER_SECOND));
  }

  @AfterAll
  static void stop() {
    if (publisher != null) {
      publisher.close();
    }
    if (service != null) {
      service.close();
    }
  }

  private static URI index(String stream) {
    return URI.create(
        "http://127.0.0.1:" + service.transportPort() + "/hls/" + stream + "/index.m3u8");
  }

  /** Until the publisher's first picture the stream is not there. */
  private static HlsClient watch() {
    HlsClient client = new HlsClient(http, index(STREAM));
    await().ignoreExceptions().until(() -> client.get("index.m3u8").statusCode() == 200);
    return client;
  }

  @Test
  void whatIsAskedForBeforeItIsThereComesWhenItIs() throws Exception {
    HlsClient client = watch();
    client.begin();
    for (int i = 0; i < PARTS; i++) {
      client.next();
    }
    HttpResponse<String> index = client.get("index.m3u8");

    assertThat(index.body())
        .contains("CODECS=\"avc1.")
        .contains(",mp4a.40.2\"")
        .contains("RESOLUTION=320x180");
    assertThat(index.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    HttpResponse<String> init = client.get(file(client.begin(), "init"));
    assertThat(init.headers().firstValue("Cache-Control")).contains("max-age=31536000, immutable");
    long segment = Long.parseLong(client.hint().group(2));
    HttpResponse<String> far = client.get("media.m3u8?_HLS_msn=" + (segment + 9));
    assertThat(far.statusCode()).isEqualTo(400);
    assertThat(far.body()).contains("_HLS_msn is too far away");
    assertThat(client.get("seg1.m4s").statusCode()).isEqualTo(404);
  }

  private static String file(String playlist, String prefix) {
    String line =
        playlist.lines().filter(each -> each.contains('"' + prefix)).findFirst().orElse("");
    return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
  }

  @Test
  void whatIsNotThereIsRefusedInWords() throws Exception {
    HttpResponse<String> absent = new HlsClient(http, index("nobody")).get("index.m3u8");
    assertThat(absent.statusCode()).isEqualTo(404);
    assertThat(absent.body()).contains("nobody is not live");
    try (Client pictures = Client.connect(service.webSocket("/publish/pictures"))) {
      pictures.send(Files.readAllBytes(Path.of("src/test/resources/media/jpeg.mjpeg")));
      HlsClient client = new HlsClient(http, index("pictures"));
      await().until(() -> client.get("index.m3u8").statusCode() == 406);
      assertThat(client.get("index.m3u8").body()).contains(".mjpeg");
    }
  }

  @Test
  void itIsMadeOnlyWhileSomebodyAsks() throws Exception {
    watch().begin();
    assertThat(service.gauge("streaming.hls.streams")).isPositive();
    assertThat(service.gauge("streaming.hls.memory")).isPositive();

    await().until(() -> service.gauge("streaming.hls.streams") == 0);
    assertThat(service.gauge("streaming.hls.memory")).isZero();
    watch().begin();
  }

  @Test
  void ffmpegReadsItWithoutAnError() throws Exception {
    watch();
    Process ffmpeg =
        new ProcessBuilder(
                Capability.requireProgram("ffmpeg").toString(),
                "-v",
                "error",
                "-nostdin",
                "-i",
                index(STREAM).toString(),
                "-t",
                "3",
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .start();
    String said = new String(ffmpeg.getInputStream().readAllBytes(), UTF_8);

    assertThat(ffmpeg.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(ffmpeg.exitValue()).isZero();
  }

  @Test
  void aBrowserPlaysItWithHlsJs() throws Exception {
    watch();
    try (Browser browser = Browser.open()) {
      browser.open(service.page("/watch/" + STREAM + "?mode=hls"));
      browser.await("window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 20");

      assertThat(browser.text("window.iocpPlayer.mode")).isEqualTo("hls");
      logger.info(
          "HLS in the page is {} s behind the end of the playlist",
          browser.number("window.iocpPlayer.behindSeconds"));
    }
  }

  @Test
  void twoHundredViewersBehindACacheCostTheServerOneStream() throws Exception {
    watch();
    ExecutorService threads = Executors.newFixedThreadPool(VIEWERS);
    try (CachingProxy proxy = CachingProxy.before(service.transportPort())) {
      double before = sent();
      List<CompletableFuture<Void>> viewers = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        viewers.add(CompletableFuture.runAsync(() -> follow(proxy), threads));
      }
      CompletableFuture.allOf(viewers.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
      double cost = sent() - before;
      logger.info("{} viewers of {} parts cost the server {} answers", VIEWERS, PARTS, cost);

      // Each asks for two playlists to begin with, and for a part and a playlist at a time; those
      // that came later ask for other parts than the first.
      assertThat(cost).isLessThan(VIEWERS * (2 + 2 * PARTS) / 10.0);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double sent() {
    return service.count("streaming.hls.playlists.sent")
        + service.count("streaming.hls.media.sent");
  }

  private static void follow(CachingProxy proxy) {
    HlsClient client = new HlsClient(http, proxy.address("/hls/" + STREAM + "/index.m3u8"));
    try {
      client.begin();
      for (int i = 0; i < PARTS; i++) {
        client.next();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
