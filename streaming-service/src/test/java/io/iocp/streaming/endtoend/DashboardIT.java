package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.job.Job;
import io.iocp.job.SubmitOutcome;
import io.iocp.settings.LiveSettings;
import io.iocp.settings.SettingsChange;
import io.iocp.settings.SettingsSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The administration's page in Chromium, on the real service with real clients. */
@Timeout(240)
class DashboardIT {

  private static final Logger logger = LoggerFactory.getLogger(DashboardIT.class);

  private static final List<String> VIEWS =
      List.of("overview", "clients", "streams", "files", "jobs", "bans", "settings", "log");

  private static final int FILM_BYTES = 64 << 20;
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private static Path files;

  private static RunningService service;
  private static Browser browser;
  private static Dashboard dashboard;
  private static byte[] picture;

  private Client publisher;
  private Client viewer;

  @BeforeAll
  static void start() throws Exception {
    picture = Files.readAllBytes(Path.of("src/test/resources/media/jpeg.mjpeg"));
    service =
        RunningService.open(
            Engine.NIO,
            "--streaming.files.directory=" + files,
            "--iocp.admin.users.anna.password=reads",
            "--iocp.admin.users.anna.role=viewer");
    browser = Browser.open();
    dashboard = new Dashboard(browser);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    service.close();
  }

  @BeforeEach
  void connect() {
    browser.size(1280, 860);
    publisher = Client.connect(service.webSocket("/publish/camera"));
    publisher.send(picture);
    viewer = Client.connect(service.webSocket("/watch/camera"));
    await().until(() -> !viewer.texts().isEmpty());
  }

  @AfterEach
  void disconnect() {
    publisher.close();
    viewer.close();
    await().until(() -> service.transport().clients().count() == 0);
  }

  @Test
  void nobodySeesAnythingBeforeLoggingIn() {
    dashboard.open(service.page("/admin"));
    assertThat(browser.evaluate("shell.hidden")).isEqualTo(true);

    dashboard.logIn(RunningService.OPERATOR, "wrong");
    browser.await("document.querySelector('#login-trouble').innerText.includes('is wrong')");
    assertThat(browser.evaluate("shell.hidden")).isEqualTo(true);

    browser.enter("#password", "");
    dashboard.logIn(RunningService.OPERATOR, RunningService.PASSWORD);
    browser.await("document.querySelector('#connection').textContent === 'live'");
    dashboard.click("#logout");
    browser.await("document.querySelector('#login').open && shell.hidden");
  }

  @Test
  void whatEventsDoNotBringOfManyStreamsIsAskedFor() {
    List<Client> many = new ArrayList<>();
    try {
      for (int i = 100; i < 220; i++) {
        many.add(Client.connect(service.webSocket("/publish/many-" + i)));
      }
      openAsOperator();
      dashboard.view("streams");
      browser.await("document.querySelectorAll('#view-streams .card').length === 100");
      browser.await(
          "document.querySelector('#view-streams [role=status]').innerText"
              + ".startsWith('121 streams, of which the first 100')");

      browser.type("#view-streams input", "many-219");
      browser.await(
          "document.querySelectorAll('#view-streams .card').length === 1"
              + " && document.querySelector('#view-streams .card h2').innerText === 'many-219'");
      browser.enter("#view-streams input", "");
      browser.await("document.querySelectorAll('#view-streams .card').length === 100");

      browser.evaluate(
          "[...document.querySelectorAll('#view-streams button')]"
              + ".find(({ innerText }) => innerText === 'Show more').click()");
      browser.await("document.querySelectorAll('#view-streams .card').length === 121");
      assertThat(dashboard.troubles()).isEqualTo("[]");
    } finally {
      many.forEach(Client::close);
    }
  }

  @Test
  void theNumbersMoveUnderLoad() {
    openAsOperator();
    browser.await("document.querySelector('.nav a[href=\"#/clients\"] .count').innerText === '2'");
    String in = "document.querySelectorAll('#chart-throughput b')[1].innerText";
    browser.await("document.querySelectorAll('.charts canvas').length === 10");
    await("the page shows what is received")
        .until(
            () -> {
              publisher.send(picture);
              return !browser.text(in).startsWith("0 ") && !browser.text(in).equals("–");
            });
    assertThat(browser.text("document.querySelector('.overview .facts').innerText"))
        .contains("nio", "Buffer memory");
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void aClientIsFoundLookedAtAndKicked() throws Exception {
    openAsOperator();
    dashboard.view("clients");
    browser.await("document.querySelectorAll('.vt-spacer .vt-row').length === 2");
    // The filter has the focus after "/".
    browser.press("/");
    browser.press("watch");
    browser.await(
        "document.querySelectorAll('.vt-spacer .vt-row').length === 1"
            + " && document.querySelector('.col-path[role=gridcell]').innerText"
            + " === '/watch/camera'");

    dashboard.click(".vt-spacer .col-path");
    browser.await(
        "document.querySelector('.drawer .facts')?.innerText.includes('Next send sequence')");
    assertThat(browser.text("document.querySelector('.drawer').innerText"))
        .contains("/watch/camera", "Pending I/O\n1 receive", "Queue\nempty");
    browser.evaluate("document.querySelector('.drawer').close()");

    dashboard.click(".vt-spacer .vt-actions button");
    browser.enter("dialog[open] input", "lunch");
    dashboard.confirm();
    assertThat(viewer.closing()).isEqualTo(new Client.Closing(1008, "lunch"));
    browser.await("document.querySelectorAll('.vt-spacer .vt-row').length === 0");
    assertThat(publisher.isOpen()).isTrue();
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void anAddressIsBannedAndMayConnectAgainWhenTheBanIsRemoved() throws Exception {
    openAsOperator();
    dashboard.view("clients");
    dashboard.click(".vt-spacer .vt-actions button:nth-child(2)");
    browser.await("document.querySelector('dialog[open] input').value === '127.0.0.1'");
    dashboard.confirm();
    // The viewer may hear first that the stream has ended.
    assertThat(publisher.closing()).isEqualTo(new Client.Closing(1008, "banned"));
    try (RawClient refused = RawClient.connect(service)) {
      assertThat(refused.readToEnd()).isEmpty();
    }

    dashboard.view("bans");
    browser.await("document.querySelector('.bans tbody th')?.innerText === '127.0.0.1'");
    dashboard.click(".bans tbody button");
    browser.await("document.querySelectorAll('.bans tbody tr').length === 0");
    Client.connect(service.webSocket("/publish/again")).close();
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void addressesAreListedAndNobodyShutsOutHimselfUnawares() throws Exception {
    openAsOperator();
    dashboard.view("bans");
    dashboard.click(".allow-list .button");
    browser.type("dialog[open] input", "192.0.2.0/24");
    dashboard.click("dialog[open] button[type=submit]");
    browser.await(
        "document.querySelector('dialog[open] [role=alert]').innerText.includes('127.0.0.1')");
    // What insists on it is shown now.
    browser.await("document.querySelectorAll('dialog[open] .check:not([hidden])').length === 2");
    browser.enter("dialog[open] input", "");
    browser.type("dialog[open] input", "127.0.0.0/8");
    dashboard.confirm();
    browser.await("document.querySelector('.allow-list tbody th')?.innerText === '127.0.0.0/8'");
    assertThat(browser.text("document.querySelector('.bans .kept-note').innerText"))
        .startsWith("Bans and changed lists of addresses are not kept");

    dashboard.click(".deny-list .button");
    browser.type("dialog[open] input", "127.0.0.1");
    dashboard.click("dialog[open] button[type=submit]");
    dashboard.click("dialog[open] .check:not([hidden]) + .check:not([hidden]) input");
    dashboard.confirm();
    browser.await("document.querySelector('.deny-list tbody th')?.innerText === '127.0.0.1'");
    assertThat(RawClient.isRefused(service)).isTrue();
    dashboard.click(".deny-list tbody button");
    browser.await("document.querySelectorAll('.deny-list tbody tr').length === 0");
    dashboard.click(".allow-list tbody button");
    browser.await("document.querySelectorAll('.allow-list tbody tr').length === 0");
    RawClient.shakeHands(service, "/watch/nobody").close();
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void aStreamIsShownItsViewerKickedAndItStopped() throws Exception {
    openAsOperator();
    dashboard.view("streams");
    browser.await(
        "document.querySelector('.card')?.innerText.includes('camera')"
            + " && document.querySelector('.card').innerText.includes('1 viewer')");
    browser.await("document.querySelector('.card .picture.taken img')?.naturalWidth > 0");
    dashboard.click(".card .actions button");
    dashboard.click(".drawer tbody button");
    assertThat(viewer.closing().code()).isEqualTo(1008);
    browser.await("document.querySelectorAll('.drawer tbody tr').length === 0");
    browser.evaluate("document.querySelector('.drawer').close()");

    dashboard.click(".card .danger");
    dashboard.confirm();
    assertThat(publisher.closing())
        .isEqualTo(new Client.Closing(1008, "stopped by an administrator"));
    browser.await("document.querySelectorAll('.card').length === 0");
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void aViewerIsHeldToARenditionAndLetGo() {
    try (Client high = Client.connect(service.webSocket("/publish/desk@hi"));
        Client low = Client.connect(service.webSocket("/publish/desk@lo"))) {
      high.send(picture);
      low.send(picture);
      await().until(() -> service.administer("GET", "/api/v1/streams").body().contains("desk@lo"));
      try (Client moving = Client.connect(service.webSocket("/watch/desk"))) {
        await().until(() -> !moving.texts().isEmpty());
        String before = moving.texts().get(0).contains("desk@hi") ? "hi" : "lo";
        String after = before.equals("hi") ? "lo" : "hi";
        openAsOperator();
        dashboard.view("streams");
        dashboard.click("button[aria-label='Viewers of desk@" + before + "']");
        String choice = "document.querySelector('.drawer tbody select')";
        browser.await(choice + "?.innerText.includes('By its link')");
        assertThat(browser.text(choice + ".innerText")).isEqualTo("By its link\n@hi\n@lo");
        browser.enter(".drawer tbody select", after);
        await("it goes on with the other one at its next keyframe")
            .until(
                () -> {
                  (after.equals("hi") ? high : low).send(picture);
                  return moving.texts().toString().contains("desk@" + after);
                });
        browser.evaluate("document.querySelector('.drawer').close()");

        dashboard.click("button[aria-label='Viewers of desk@" + after + "']");
        browser.await(choice + "?.value === '" + after + "'");
        assertThat(browser.text("document.querySelector('.drawer tbody').innerText"))
            .contains("held to @" + after);
        browser.enter(".drawer tbody select", "");
        browser.await("!document.querySelector('.drawer tbody').innerText.includes('held to')");
        browser.evaluate("document.querySelector('.drawer').close()");
        assertThat(dashboard.troubles()).isEqualTo("[]");
      }
    }
  }

  @Test
  void workersAreResizedAndAJobIsCancelled() {
    CountDownLatch never = new CountDownLatch(1);
    assertThat(service.transport().jobs().submit(Job.of("thumbnail", never::await)))
        .isEqualTo(SubmitOutcome.ACCEPTED);
    openAsOperator();
    dashboard.view("jobs");
    browser.await("document.querySelector('.jobs output').innerText === '4'");
    browser.enter("#job-workers", "7");
    dashboard.click(".resize .button[type=submit]");
    await().until(() -> service.transport().jobs().workers() == 7);
    browser.await("document.querySelector('.jobs').innerText.includes('of 7 busy')");

    browser.await("document.querySelector('.jobs tbody').innerText.includes('thumbnail')");
    dashboard.click(".jobs tbody button");
    browser.await("!document.querySelector('.jobs tbody').innerText.includes('thumbnail')");
    service.transport().jobs().setWorkers(4);
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void aFileOnItsWayHasAProgressBarAndIsCalledOff() throws Exception {
    Files.write(files.resolve("film.bin"), new byte[FILM_BYTES]);
    openAsOperator();
    dashboard.view("files");
    browser.await(
        "document.querySelector('.files .empty')?.innerText === 'There are no running transfers.'");
    String state = "document.querySelector('.transfers .chip')?.innerText";
    try (RawClient client = RawClient.shakeHands(service, "/files/film.bin")) {
      client.sendText("{\"type\":\"get\"}");
      browser.await(state + " === 'waiting for the client'");
      // It reads a little and then nothing, so the content stays on its way.
      client.sendText("{\"type\":\"start\",\"offset\":0,\"sha256\":\"" + EMPTY_SHA256 + "\"}");
      client.read(FILM_BYTES / 8);
      browser.await(state + " === 'running'");
      browser.await("document.querySelector('.transfers progress').position > 0");
      assertThat(browser.number("document.querySelector('.transfers progress').position"))
          .isLessThan(1);
      assertThat(browser.text("document.querySelector('.transfers').innerText"))
          .contains("film.bin", "↓ to client ", " of 64 MB");
      browser.await("document.querySelector('.nav a[href=\"#/files\"] .count').innerText === '1'");
      browser.size(360, 740);
      assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
      assertThat(browser.number("document.querySelector('.transfers progress').clientWidth"))
          .isGreaterThan(200);
      browser.size(1280, 860);

      dashboard.click(".transfers button");
      browser.await("document.querySelectorAll('.transfers li').length === 0");
      assertThat(client.readToEnd().length()).as("what was on its way").isLessThan(FILM_BYTES);
    }
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void aFileIsOfferedToAClientUnlessSomethingIsWrongWithThat() throws Exception {
    Files.writeString(files.resolve("news.txt"), "hello");
    openAsOperator();
    dashboard.view("files");
    try (Client reader = Client.connect(service.webSocket("/files"))) {
      await().until(() -> service.transport().clients().count() == 3);
      dashboard.click(".files .toolbar .button");
      refuses("99999", "news.txt", "has a session for files", "Client");
      String id = idOf("/files");
      refuses(id, "../news.txt", "name: ", "File");
      refuses(id, "none.txt", "No file is named none.txt", "File");
      enterFile(id, "news.txt");
      dashboard.confirm();
      await().until(() -> reader.texts().size() == 1);
      assertThat(reader.texts().get(0)).contains("\"info\"", "news.txt");
      browser.await("document.querySelector('.transfers h2')?.innerText === 'news.txt'");
      dashboard.click(".transfers button");
      await().until(() -> reader.texts().size() == 2);
      assertThat(reader.texts().get(1)).contains("cancelled");
      browser.await("document.querySelectorAll('.transfers li').length === 0");
    }
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  private static void refuses(String client, String name, String reason, String wrongField) {
    enterFile(client, name);
    dashboard.click("dialog[open] button[type=submit]");
    browser.await(
        "document.querySelector('dialog[open] .notice').innerText.includes('"
            + reason
            + "') && document.querySelector('dialog[open] .field.wrong label')?.innerText === '"
            + wrongField
            + "'");
  }

  private static void enterFile(String client, String name) {
    browser.enter("dialog[open] input[type=number]", client);
    browser.enter("dialog[open] input:not([type=number])", name);
  }

  /** The id of the client on a path. */
  private static String idOf(String path) throws Exception {
    return JsonMapper.shared()
        .readTree(service.administer("GET", "/api/v1/clients?q=" + path).body())
        .at("/clients/0/id")
        .asString();
  }

  @Test
  void settingsAreChangedUnlessTheyAreWrongOrSomebodyWasFaster() {
    openAsOperator();
    dashboard.view("settings");
    String idle = "document.querySelector('#setting-idleTimeoutMillis')";
    browser.await(idle + ".value === '180'");

    // Wrong: not longer than the ping interval.
    browser.enter("#setting-idleTimeoutMillis", "30");
    dashboard.click(".save-bar [type=submit]");
    browser.await("document.querySelector('#setting-pingIntervalMillis-error').innerText !== ''");
    assertThat(idleTimeout()).isEqualTo(Duration.ofMinutes(3));

    browser.enter("#setting-idleTimeoutMillis", "120");
    dashboard.click(".save-bar [type=submit]");
    await().until(() -> idleTimeout().equals(Duration.ofMinutes(2)));

    // Somebody else is faster.
    browser.await("document.querySelector('.save-bar [type=submit]').disabled");
    apply(SettingsChange.of(LiveSettings.CLOSE_TIMEOUT, Duration.ofSeconds(9)));
    browser.enter("#setting-idleTimeoutMillis", "180");
    dashboard.click(".save-bar [type=submit]");
    browser.await(
        "document.querySelector('.settings .notice[role=alert]').innerText"
            + ".includes('Close timeout: 5 → 9 seconds')");
    assertThat(idleTimeout()).isEqualTo(Duration.ofMinutes(2));
    dashboard.click(".save-bar .notice .button:not(.plain)");
    await().until(() -> idleTimeout().equals(Duration.ofMinutes(3)));
    assertThat(settings().get(LiveSettings.CLOSE_TIMEOUT)).isEqualTo(Duration.ofSeconds(9));
    apply(SettingsChange.of(LiveSettings.CLOSE_TIMEOUT, Duration.ofSeconds(5)));
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void theLogIsFollowedFilteredAndHeld() {
    openAsOperator();
    dashboard.view("log");
    String shown = "document.querySelector('ol.log').innerText";
    logger.info("first things first");
    browser.await(shown + ".includes('first things first')");

    browser.enter(".view.log select", "WARN");
    logger.info("nobody sees this");
    logger.warn("but this");
    browser.await(shown + ".includes('but this')");
    assertThat(browser.text(shown)).doesNotContain("nobody sees this", "first things first");

    dashboard.click(".view.log button");
    logger.warn("while it was held");
    browser.await("document.querySelector('.view.log [role=status]').innerText.includes('1 new')");
    assertThat(browser.text(shown)).doesNotContain("while it was held");
    dashboard.click(".view.log button");
    browser.await(shown + ".includes('while it was held')");
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void theServerIsDrainedAndServesAgain() throws Exception {
    openAsOperator();
    dashboard.click("#title-tools .button");
    browser.enter("dialog[open] select", "");
    dashboard.confirm();
    browser.await("document.querySelector('#draining').innerText.includes('Draining since')");
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
    assertThat(viewer.isOpen()).isTrue();

    dashboard.click("#draining .button");
    browser.await("document.querySelector('#draining').hidden");
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void whoMayOnlyReadIsShownNothingThatChangesAnything() {
    dashboard.open(service.page("/admin/"), "anna", "reads");
    dashboard.view("clients");
    browser.await("document.querySelectorAll('.vt-spacer .vt-row').length === 2");
    dashboard.view("jobs");
    browser.await("document.querySelector('.jobs output').innerText === '4'");
    browser.await("document.querySelector('.card')");
    dashboard.view("settings");
    browser.await("(document.querySelector('.settings input')?.value ?? '') !== ''");
    assertThat(
            browser.text(
                "[...document.querySelectorAll('main button:not(.sort)')]"
                    + ".map((button) => button.textContent)"
                    + ".filter((text) => !['Viewers', 'Pause', 'Show more', 'Undo'].includes(text))"
                    + ".join()"))
        .isEmpty();
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('.settings input, .settings select, #job-workers')]"
                    + ".every((control) => control.disabled)"))
        .isEqualTo(true);
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  @Test
  void everyViewFitsOnAPhoneAndEveryControlHasAName() throws Exception {
    openAsOperator();
    browser.size(360, 740);
    for (String view : VIEWS) {
      dashboard.view(view);
      browser.await("document.querySelector('#view-" + view + "').clientHeight > 0");
      assertThat(browser.number("document.documentElement.scrollWidth"))
          .as(view)
          .isLessThanOrEqualTo(360);
    }
    assertThat(
            browser.text(
                "[...document.querySelectorAll('button, input, select')]"
                    + ".filter((control) => !(control.labels?.length || control.textContent.trim()"
                    + " || control.getAttribute('aria-label')))"
                    + ".map((control) => control.outerHTML).join()"))
        .isEmpty();
  }

  @Test
  void keysGoEverywhereAndAreListed() {
    openAsOperator();
    browser.press("?");
    browser.await("document.querySelector('dialog[open] .shortcuts')");
    dashboard.click("dialog[open] .button");
    browser.press("2");
    browser.await("document.querySelector('#title').innerText === 'Clients'");
    browser.await("document.querySelectorAll('.vt-spacer .vt-row').length === 2");
    browser.evaluate("document.querySelector('.vt-scroller').focus()");
    browser.press(org.openqa.selenium.Keys.ARROW_DOWN);
    browser.await("document.querySelector('[aria-selected=true]')");
    browser.press("k");
    browser.await("document.querySelector('dialog[open] h2').innerText.startsWith('Kick client')");
  }

  private static void openAsOperator() {
    dashboard.open(service.page("/admin/"), RunningService.OPERATOR, RunningService.PASSWORD);
  }

  private static SettingsSnapshot settings() {
    return service.transport().settings().current();
  }

  private static Duration idleTimeout() {
    return Objects.requireNonNull(settings().get(LiveSettings.IDLE_TIMEOUT));
  }

  private static void apply(SettingsChange change) {
    service.transport().settings().apply(change);
  }
}
