package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.TestCertificate;
import io.iocp.tls.TlsCounter;
import io.iocp.websocket.WebSocketCounter;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Chromium on https and wss, on one certificate, with messages that may be compressed. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class SecureBrowserIT {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("stream");

  private static RunningService service;
  private static Browser browser;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service =
        RunningService.open(
            engine,
            "--streaming.demo.enabled=true",
            "--spring.profiles.active=conformance",
            "--spring.ssl.bundle.jks.stream.keystore.location=file:" + CERTIFICATE.keyStoreFile(),
            "--spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD,
            "--iocp.ssl.bundle=stream",
            "--server.ssl.bundle=stream",
            "--iocp.websocket.compression.enabled=true");
    browser = Browser.open("--ignore-certificate-errors");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @Test
  void videoPlaysThroughTls() throws Exception {
    TestPicture picture = TestPicture.FMP4_H264_AAC;
    try (FfmpegPublisher publisher =
        new FfmpegPublisher(
            Client.connect(service.webSocket("/publish/secure"), CERTIFICATE.trusted()))) {
      publisher.publish(picture.arguments("640x360", 20));
      browser.open(service.page("/watch/secure"));
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > 0");
      double time = browser.number("video.currentTime");
      double frames = browser.number("video.getVideoPlaybackQuality().totalVideoFrames");
      browser.await(
          "video.currentTime > "
              + (time + 2)
              + " && video.getVideoPlaybackQuality().totalVideoFrames >= "
              + (frames + TestPicture.FRAMES_PER_SECOND));
      assertThat(browser.text("location.protocol")).isEqualTo("https:");
      assertThat(browser.text("window.iocpPlayer.format")).isEqualTo(picture.format());
      browser.screenshot("secure-" + engine.name().toLowerCase(Locale.ROOT));
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void theDemoPublishesThroughTlsToo() {
    browser.open(service.page("/watch/demo"));
    browser.await("window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 0");
    for (int change = 0; change < 3; change++) {
      browser.evaluate("window.picture = canvas.toDataURL()");
      browser.await("canvas.toDataURL() !== window.picture");
    }
    // The demo and the viewer.
    assertThat(service.transport().figures().tls().orElseThrow().counters())
        .hasEntrySatisfying(
            TlsCounter.HANDSHAKES, count -> assertThat(count).isGreaterThanOrEqualTo(2));
  }

  @Test
  void messagesAreCompressedAndComeBackIntact() {
    browser.open(service.page("/"));
    long sessions = service.transport().figures().count(WebSocketCounter.SESSIONS_COMPRESSED);
    long messages = service.transport().figures().count(WebSocketCounter.MESSAGES_COMPRESSED);
    Object outcome =
        browser.evaluateLater(
            """
            (async () => {
              const socket = new WebSocket('%s');
              socket.binaryType = 'arraybuffer';
              await new Promise((opened, failed) => { socket.onopen = opened; socket.onerror = failed; });
              const echo = message => new Promise((answered, failed) => {
                socket.onmessage = event => answered(event.data);
                socket.onclose = event => failed(new Error(`closed: ${event.code} ${event.reason}`));
                socket.send(message);
              });
              const wrong = [];
              for (const size of [0, 1, 125, 126, 255, 256, 65535, 65536, 1 << 20]) {
                const text = 'grüße, 世界 '.repeat(size / 10 + 1).slice(0, size);
                if (await echo(text) !== text) wrong.push('text ' + size);
                const noise = new Uint8Array(size);
                for (let i = 0; i < size; i += 65536) crypto.getRandomValues(noise.subarray(i, i + 65536));
                const echoed = new Uint8Array(await echo(noise));
                if (echoed.length !== size || noise.some((byte, i) => byte !== echoed[i])) wrong.push('binary ' + size);
              }
              const outcome = { extensions: socket.extensions, wrong: wrong.join() };
              socket.onclose = null;
              socket.close();
              return outcome;
            })()
            """
                .formatted(service.webSocket("/echo")));
    assertThat(outcome).isEqualTo(Map.of("extensions", "permessage-deflate", "wrong", ""));
    assertThat(service.transport().figures().count(WebSocketCounter.SESSIONS_COMPRESSED))
        .isGreaterThan(sessions);
    // Those of 256 bytes and more, which is the shortest that is worth it.
    assertThat(service.transport().figures().count(WebSocketCounter.MESSAGES_COMPRESSED) - messages)
        .isGreaterThanOrEqualTo(8);
  }
}
