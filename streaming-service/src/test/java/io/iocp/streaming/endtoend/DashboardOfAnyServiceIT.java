package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The administration's page of a service that has the starter and nothing of ours beside it. */
@Timeout(240)
class DashboardOfAnyServiceIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Plain {}

  private ServletWebServerApplicationContext service = start(0);
  private Browser browser;
  private Dashboard dashboard;

  @BeforeEach
  void open() {
    browser = Browser.open();
    dashboard = new Dashboard(browser);
    dashboard.open(
        URI.create("http://127.0.0.1:" + port() + "/admin/"),
        RunningService.OPERATOR,
        RunningService.PASSWORD);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
    service.close();
  }

  @Test
  void itHasNoStreamsAndItComesBackWhenTheServiceDoes() {
    browser.await("document.querySelector('#name').textContent === 'plain'");
    assertThat(browser.text("[...document.querySelectorAll('#nav a')].map((a) => a.hash).join()"))
        .isEqualTo("#/overview,#/clients,#/jobs,#/bans,#/settings,#/log");
    browser.evaluate("location.hash = '#/streams'");
    assertThat(browser.text("document.querySelector('#title').innerText")).isEqualTo("Overview");

    int port = port();
    service.close();
    browser.await(
        "document.querySelector('#connection').innerText === 'connection lost'"
            + " && document.querySelector('#trouble').innerText.includes('is lost')");

    // Sessions are the server's memory: a new one asks who is there.
    service = start(port);
    browser.await(
        "document.querySelector('#login').open"
            + " && document.querySelector('#login-reason').innerText === 'Your session has "
            + "expired.'");
    dashboard.logIn(RunningService.OPERATOR, RunningService.PASSWORD);
    browser.await(
        "document.querySelector('#connection').innerText === 'live'"
            + " && document.querySelector('#trouble').hidden");
    assertThat(dashboard.troubles()).isEqualTo("[]");
  }

  private int port() {
    return service.getWebServer().getPort();
  }

  private static ServletWebServerApplicationContext start(int port) {
    SpringApplication application = new SpringApplication(Plain.class);
    return (ServletWebServerApplicationContext)
        application.run(
            "--spring.application.name=plain",
            "--server.port=" + port,
            "--server.address=127.0.0.1",
            "--iocp.port=0",
            "--iocp.address=127.0.0.1",
            "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
            "--iocp.admin.users.operator.role=operator");
  }
}
