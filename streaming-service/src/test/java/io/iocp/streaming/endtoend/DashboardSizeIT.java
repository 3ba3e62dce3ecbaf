package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.load.IdleClients;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The administration's page in Chromium while very many clients are connected. */
@Tag("alone")
class DashboardSizeIT {

  private static final Logger logger = LoggerFactory.getLogger(DashboardSizeIT.class);

  private static final int CLIENTS = 10_000;
  // A screen has about twenty.
  private static final int MOST_ROWS = 60;

  @Test
  @Timeout(300)
  void itShowsAnyOfTenThousandClientsWithAFewRows() throws Exception {
    try (ServiceProcess service =
        new ServiceProcess(
            List.of("-Xmx256m"),
            List.of("--streaming.security.mode=open", "--iocp.address=127.0.0.1"))) {
      URI address = service.webSocket("/");
      try (Client publisher = Client.connect(service.webSocket("/publish/soon"));
          IdleClients idle =
              IdleClients.connect(
                  new InetSocketAddress(address.getHost(), address.getPort()),
                  "/watch/soon",
                  CLIENTS);
          Browser browser = Browser.open()) {
        Dashboard dashboard = new Dashboard(browser);
        dashboard.open(service.page("/admin/"), RunningService.OPERATOR, RunningService.PASSWORD);
        dashboard.view("clients");
        String rows = "document.querySelectorAll('.vt-spacer .vt-row:not(.loading)')";
        browser.await(rows + ".length > 10");
        browser.await(
            "document.querySelector('.clients [role=status]').innerText === '10,001 clients'");

        // The last one, by keyboard.
        browser.evaluate("document.querySelector('.vt-scroller').focus()");
        browser.press(Keys.END);
        browser.await(
            "document.querySelector('[aria-selected=true]')?.ariaRowIndex === '10002'"
                + " && !document.querySelector('[aria-selected=true]').matches('.loading')");
        assertThat(browser.number("document.querySelectorAll('.vt-spacer .vt-row').length"))
            .isLessThan(MOST_ROWS);

        // The one who publishes, among all.
        browser.press("/");
        browser.press("publish");
        browser.await(
            rows + ".length === 1 && " + rows + "[0].innerText.includes('/publish/soon')");
        logger.info(
            "{} clients: the list came after {} ms, the page was busy for {} ms at most",
            CLIENTS,
            browser.number(
                "performance.getEntriesByType('resource')"
                    + ".filter(({name}) => name.includes('/clients?')).at(-1).duration"),
            browser.number("Math.max(0, ...window.longTasks)"));
        assertThat(dashboard.troubles()).isEqualTo("[]");
        assertThat(publisher.isOpen()).isTrue();
        assertThat(idle).isNotNull();
      }
    }
  }
}
