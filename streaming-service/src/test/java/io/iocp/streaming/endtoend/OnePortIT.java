package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.http.gateway.GatewayCounter;
import io.iocp.testsupport.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Pages, administration and streams on the transport's port alone. */
@Timeout(240)
@ExtendWith(OutputCaptureExtension.class)
class OnePortIT {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
  private static final String PLAYS =
      "window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 0";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().sslContext(CERTIFICATE.trusted()).build();

  private static RunningService service;

  @BeforeAll
  static void start() {
    // The tests are the trusted proxy, and nginx is.
    service =
        RunningService.open(
            Engine.NIO, "--streaming.demo.enabled=true", "--iocp.access.trusted-proxies=127.0.0.1");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static URI onePort(String path) {
    return URI.create("http://127.0.0.1:" + service.transportPort() + path);
  }

  private static HttpResponse<String> get(URI page, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(page);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String operator() {
    return RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD);
  }

  @Test
  void pagesAdministrationAndStreamsAreThere() throws Exception {
    assertThat(get(onePort("/")).body()).contains("<html");
    assertThat(get(onePort("/watch/demo")).body()).contains("<html");
    assertThat(get(onePort("/publish/demo")).body()).contains("<html");
    assertThat(get(onePort("/embed/demo")).headers().firstValue("Content-Security-Policy"))
        .isPresent();
    assertThat(get(onePort("/streams.json")).body()).contains("\"webSocketHere\":true");
    assertThat(service.get("/streams.json").body()).contains("\"webSocketHere\":false");
    assertThat(get(onePort("/admin/")).statusCode()).isEqualTo(200);
    assertThat(get(onePort("/api/v1/clients")).statusCode()).isEqualTo(401);
    assertThat(get(onePort("/api/v1/clients"), "Authorization", operator()).statusCode())
        .isEqualTo(200);
    HttpRequest listening =
        HttpRequest.newBuilder(onePort("/api/v1/events"))
            .header("Authorization", operator())
            .build();
    try (EventStream events = EventStream.open(listening);
        Client publisher = Client.connect(service.webSocket("/publish/port"));
        Client viewer = Client.connect(service.webSocket("/watch/demo"))) {
      await("events flow").until(() -> events.events().size() > 2);
      await("media flows").until(() -> viewer.media().size() > 2);
      assertThat(publisher.isOpen()).isTrue();
    }
    assertThat(service.transport().figures().gateway().count(GatewayCounter.RESPONSES))
        .isGreaterThan(5);
  }

  @Test
  void whoAsksIsTheClientAndNotTheTransport(CapturedOutput output) throws Exception {
    String[] behindProxy = {"Authorization", operator(), "X-Forwarded-For", "203.0.113.9"};
    HttpRequest change =
        HttpRequest.newBuilder(onePort("/api/v1/clients/999999"))
            .DELETE()
            .headers(behindProxy)
            .build();
    HTTP.send(change, BodyHandlers.discarding());
    await("audited").until(() -> output.toString().contains("operator from 203.0.113.9: DELETE"));

    // On the web port itself, where the transport has not asked, nobody is believed.
    HttpRequest forged =
        HttpRequest.newBuilder(service.page("/api/v1/clients/999998"))
            .DELETE()
            .headers(behindProxy)
            .build();
    HTTP.send(forged, BodyHandlers.discarding());
    await("audited")
        .until(() -> output.toString().contains("from 127.0.0.1: DELETE /api/v1/clients/999998"));
  }

  @Test
  void cookiesAreSecureWhereTheClientsConnectionIs() throws Exception {
    assertThat(cookies(get(onePort("/admin/session")))).contains("XSRF").doesNotContain("Secure");
    assertThat(cookies(get(onePort("/admin/session"), "X-Forwarded-Proto", "https")))
        .contains("XSRF", "Secure");
    assertThat(cookies(get(service.page("/admin/session"), "X-Forwarded-Proto", "https")))
        .as("on the web port nobody is believed")
        .doesNotContain("Secure");
  }

  private static String cookies(HttpResponse<String> response) {
    return String.join("\n", response.headers().allValues("Set-Cookie"));
  }

  @Test
  void aStrangerIsNotBelievedAndManagementStaysApart() throws Exception {
    try (RunningService secure =
        RunningService.start(
            Engine.NIO.property(),
            "--iocp.address=127.0.0.1",
            "--streaming.security.mode=rules",
            "--streaming.security.rules[0].who=authenticated",
            "--streaming.security.rules[0].may=watch",
            "--streaming.security.rules[0].on=*",
            "--management.server.port=0",
            "--spring.ssl.bundle.jks.one.keystore.location=file:" + CERTIFICATE.keyStoreFile(),
            "--spring.ssl.bundle.jks.one.keystore.password=" + TestCertificate.PASSWORD,
            "--iocp.ssl.bundle=one")) {
      String port = "https://localhost:" + secure.transportPort();
      HttpResponse<String> session =
          get(
              URI.create(port + "/admin/session"),
              "X-Forwarded-For",
              "203.0.113.9",
              "X-Forwarded-Proto",
              "http");
      assertThat(cookies(session)).as("a stranger says nothing").contains("Secure");
      HttpResponse<String> guess = session;
      for (int i = 0; i < 100 && !guess.body().contains("too many failed logins"); i++) {
        guess =
            get(
                URI.create(port + "/streams.json"),
                "Authorization",
                "Bearer wrong-" + i,
                "X-Forwarded-For",
                "203.0.113." + i);
      }
      assertThat(guess.body())
          .as("who guesses is slowed down, whoever he says he is")
          .contains("too many failed logins from your address");
      assertThat(get(URI.create(port + "/actuator/health")).statusCode()).isEqualTo(404);
      String management = secure.environment().getProperty("local.management.port");
      assertThat(
              get(URI.create("http://localhost:" + management + "/actuator/health")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void requestsThatCouldBeTwoAreNone() throws Exception {
    String hidden =
        "GET /api/v1/clients HTTP/1.1\r\nHost: a\r\nAuthorization: " + operator() + "\r\n\r\n";
    String both =
        "POST /admin/login HTTP/1.1\r\nHost: a\r\nContent-Length: "
            + (5 + hidden.length())
            + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + hidden;
    String folded =
        "POST /admin/login HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "X: y\r\n"
            + " Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n"
            + hidden;
    long before = service.transport().figures().gateway().count(GatewayCounter.REQUESTS);
    for (String request : new String[] {both, folded}) {
      try (RawClient client = RawClient.connect(service)) {
        client.send(request);
        assertThat(client.readToEnd())
            .startsWith("HTTP/1.1 400")
            .containsOnlyOnce("HTTP/1.1")
            .doesNotContain("remoteAddress");
      }
    }
    assertThat(service.transport().figures().gateway().count(GatewayCounter.REQUESTS))
        .isEqualTo(before);
  }

  @Test
  void aBrowserDoesEverythingThereAndBehindNginx(@TempDir Path directory) throws Exception {
    try (Browser browser = Browser.open("--ignore-certificate-errors")) {
      browser.open(onePort("/"));
      browser.await("document.querySelector('a[href*=\"watch/demo\"]') !== null");
      browser.open(onePort("/watch/demo"));
      browser.await(PLAYS);
      browser.screenshot("one-port");
      browser.open(onePort("/admin"));
      browser.await("document.querySelector('input[type=password]') !== null");
      try (Nginx nginx = Nginx.start(directory, CERTIFICATE, service.transportPort())) {
        assertThat(cookies(get(nginx.page("admin/session")))).contains("Secure");
        assertThat(get(nginx.page("admin")).headers().firstValue("Location"))
            .hasValue(Nginx.PREFIX + "admin/");
        browser.open(nginx.page("watch/demo"));
        browser.await(PLAYS);
        assertThat(browser.text("location.protocol")).isEqualTo("https:");
        browser.screenshot("one-port-behind-nginx");
      }
    }
  }
}
