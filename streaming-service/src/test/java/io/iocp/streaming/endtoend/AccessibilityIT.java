package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What axe, the checker of WCAG, has to say of the pages and of the player elsewhere: nothing. */
@Timeout(240)
class AccessibilityIT {

  private static final List<String> VIEWS =
      List.of("overview", "clients", "streams", "files", "jobs", "bans", "settings", "log");

  @TempDir private static Path files;

  private static RunningService service;
  private static FfmpegPublisher publisher;
  private static OtherSite site;
  private static Browser browser;
  private static String axe;

  @BeforeAll
  static void start() throws IOException {
    try (InputStream script = AccessibilityIT.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    }
    site = OtherSite.open();
    service =
        RunningService.open(
            Engine.NIO,
            "--iocp.websocket.allowed-origins=*",
            "--streaming.files.directory=" + files);
    publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/desk"),
            TestPicture.FMP4_H264_AAC.arguments("320x180", 120));
    browser = Browser.open();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (publisher != null) {
      publisher.close();
    }
    service.close();
    site.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/publish/page", "/wall?streams=desk", "/recordings"})
  void aPageIsForEverybody(String page) {
    browser.open(service.page(page));
    browser.await("document.querySelector('h1')");
    assertThat(violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/watch/desk", "/watch/desk?mode=webcodecs", "/embed/desk?controls"})
  void aPlayerIsForEverybodyOnDesktopsAndPhones(String page) {
    for (int width : new int[] {1200, 360}) {
      browser.size(width, 800);
      browser.open(service.page(page));
      browser.await("window.iocpPlayer?.state === 'live'");
      assertThat(violations()).as("%d pixels", width).isEmpty();
    }
    browser.size(1200, 800);
  }

  @Test
  void thePlayerOnAnotherSiteIsForEverybody() {
    browser.open(
        site.page(
            "<script type=module src='"
                + service.page("/assets/iocp-player.js")
                + "'></script><iocp-player muted controls src='"
                + service.page("/watch/desk")
                + "'></iocp-player>"));
    browser.await("document.querySelector('iocp-player').status?.state === 'live'");
    assertThat(violations()).isEmpty();
  }

  @Test
  void administrationIsForEverybody() {
    Dashboard dashboard = new Dashboard(browser);
    dashboard.open(service.page("/admin"));
    assertThat(violations()).as("login").isEmpty();
    dashboard.logIn(RunningService.OPERATOR, RunningService.PASSWORD);
    browser.await("document.querySelector('#connection').textContent === 'live'");
    for (String view : VIEWS) {
      dashboard.view(view);
      assertThat(violations()).as(view).isEmpty();
    }
  }

  /** Each rule that is broken, with the element and what is wrong with it. */
  private static String violations() {
    browser.run(axe);
    return String.valueOf(
        browser.evaluateLater(
            "(await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html,"
                + " failureSummary }) => `${id}: ${html} ${failureSummary}`)).join('\\n')"));
  }
}
