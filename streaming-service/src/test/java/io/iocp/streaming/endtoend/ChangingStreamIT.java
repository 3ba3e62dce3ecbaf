package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The picture goes on, on the same connection, when it comes from somebody else: another rendition
 * that the viewer chose, or the next publisher after one that was killed.
 */
@Timeout(180)
class ChangingStreamIT {

  private static final Logger logger = LoggerFactory.getLogger(ChangingStreamIT.class);

  /** Counts connections, and knows when the server last said that other media follows. */
  private static final String LISTEN =
      """
      window.sockets = 0;
      window.WebSocket = class extends WebSocket {
        constructor(...all) {
          super(...all);
          window.sockets += 1;
          this.addEventListener('message', ({ data }) => {
            if (typeof data === 'string' && data.includes('"type":"stream"')) {
              window.announcedMillis = performance.now();
            }
          });
        }
      };
      /** Whether the picture of this width moves, and since when. */
      window.movesAt = (width) => {
        const { videoWidth, currentTime } = document.querySelector('video') ?? window.inside;
        const before = window.before?.width === width ? window.before : null;
        window.before = videoWidth === width ? (before ?? { width, currentTime }) : null;
        window.movingMillis = performance.now();
        return before !== null && currentTime > before.currentTime;
      };
      """;

  private static final String PLAYER = "document.querySelector('iocp-player')";
  private static final String LIST =
      "[...document.getElementById('rendition').options].map(one => one.text).join('|')";

  private static RunningService service;
  private static Browser browser;

  private final List<Process> publishers = new ArrayList<>();

  /** What ffmpeg publishes, and how wide it is. */
  private enum Kind {
    LARGE_MP4(640, "fmp4"),
    SMALL_MP4(320, "fmp4"),
    SMALL_WEBM(320, "webm");

    private final int width;
    private final String format;

    Kind(int width, String format) {
      this.width = width;
      this.format = format;
    }

    private String encoder() {
      return format.equals("webm")
          ? "-c:v libvpx -deadline realtime -cpu-used 8 -g 25 -b:v 500k -f webm"
              + " -cluster_time_limit 100"
          : "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 25 -f mp4"
              + " -movflags empty_moov+default_base_moof+frag_every_frame";
    }
  }

  @BeforeAll
  static void start() {
    service = RunningService.open(Engine.NIO);
    browser = Browser.open("--autoplay-policy=no-user-gesture-required");
    browser.beforeEachPage(LISTEN);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @AfterEach
  void stopPublishers() {
    publishers.forEach(Process::destroyForcibly);
  }

  @Test
  void aPublisherThatIsKilledIsFollowedByAnyOtherWithoutAReload() throws Exception {
    Process publisher = publish("next", Kind.LARGE_MP4);
    browser.open(service.page("/watch/next"));
    browser.await("window.movesAt(640) && window.iocpPlayer.state === 'live'");
    for (Kind next : List.of(Kind.SMALL_WEBM, Kind.LARGE_MP4, Kind.SMALL_MP4)) {
      long killed = System.nanoTime();
      publisher.destroyForcibly();
      browser.await("window.iocpPlayer.state !== 'live'");
      publisher = publish("next", next);
      browser.await("window.movesAt(" + next.width + ")");
      long moves = System.nanoTime();
      logger.info(
          "{} after another: the picture moves {} ms after the kill, {} ms after its first media",
          next,
          TimeUnit.NANOSECONDS.toMillis(moves - killed),
          Math.round(browser.number("window.movingMillis - window.announcedMillis")));
      browser.await("window.iocpPlayer.state === 'live'");
      assertThat(browser.text("window.iocpPlayer.format")).isEqualTo(next.format);
    }
    assertThat(browser.number("window.sockets")).as("connections").isOne();
  }

  @Test
  void aViewerChoosesARenditionOnThePage() throws Exception {
    publish("desk@hi", Kind.LARGE_MP4);
    publish("desk@lo", Kind.SMALL_MP4);
    browser.open(service.page("/watch/desk"));
    browser.await("window.iocpPlayer?.renditions.length === 2");
    browser.await(
        LIST
            + " === 'Automatic (hi)|hi (640 × 360)|lo (320 × 180)' && !rendition.hidden"
            + " && window.movesAt(640)");

    browser.enter("#rendition", "lo");
    browser.await("window.movesAt(320) && window.iocpPlayer.rendition === 'lo'");
    assertThat(browser.text("window.iocpPlayer.pinnedRendition")).isEqualTo("lo");
    assertThat(browser.text("document.getElementById('format').textContent")).endsWith("lo");
    assertThat(browser.text("location.search")).isEqualTo("?rendition=lo");
    browser.screenshot("rendition-chosen");

    browser.enter("#rendition", "hi");
    browser.await("window.movesAt(640)");
    browser.enter("#rendition", "");
    browser.await("window.iocpPlayer.pinnedRendition === null");
    assertThat(browser.text("location.search")).isEmpty();
    assertThat(browser.number("window.sockets")).as("connections").isOne();

    browser.open(service.page("/watch/desk@lo"));
    browser.await("window.movesAt(320)");
    assertThat(browser.evaluate("document.getElementById('rendition').hidden")).isEqualTo(true);
  }

  @Test
  void aViewerChoosesARenditionInTheComponent() throws Exception {
    publish("door@hi", Kind.LARGE_MP4);
    publish("door@lo", Kind.SMALL_MP4);
    browser.open(service.page("/embed/door?rendition=lo"));
    browser.evaluate("(window.inside = " + PLAYER + ".shadowRoot.querySelector('video'))");
    browser.evaluate(
        "(window.told = []) && "
            + PLAYER
            + ".addEventListener('rendition', ({detail}) => window.told.push(detail.rendition))");
    browser.await("window.movesAt(320) && " + PLAYER + ".status.renditions.length === 2");
    assertThat(browser.text(PLAYER + ".rendition")).isEqualTo("lo");
    browser.evaluate("(" + PLAYER + ".rendition = 'hi')");
    browser.evaluate("(window.list = " + PLAYER + ".shadowRoot.querySelector('.rendition'))");
    browser.await("window.movesAt(640) && window.list.value === 'hi'");
    browser.evaluate(
        "(window.list.value = 'lo') && window.list.dispatchEvent(new Event('change'))");
    browser.await("window.movesAt(320) && window.told.at(-1) === 'lo'");
    assertThat(browser.text(PLAYER + ".rendition")).isEqualTo("lo");
    assertThat(browser.text("window.told.join()")).endsWith("hi,lo");
    browser.screenshot("rendition-chosen-embedded");
    assertThat(browser.number("window.sockets")).as("connections").isOne();
  }

  private Process publish(String stream, Kind kind) throws IOException {
    String options =
        "-v error -nostdin -re -f lavfi -i testsrc2=rate=25:size="
            + kind.width
            + "x"
            + kind.width * 9 / 16
            + " "
            + kind.encoder()
            + " -flush_packets 1 http://127.0.0.1:"
            + service.transportPort()
            + "/publish/"
            + stream;
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(List.of(options.split(" ", -1)));
    Process publisher =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    publishers.add(publisher);
    return publisher;
  }
}
