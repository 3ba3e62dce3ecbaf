package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.iocp.IocpTransport;
import io.iocp.job.Job;
import io.iocp.settings.LiveSettings;
import io.iocp.settings.LogLevel;
import io.iocp.settings.SettingsChange;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.WsConfigurer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Endpoint and health of a running application, over HTTP. */
@Timeout(180)
class ActuatorTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static ConfigurableApplicationContext context;
  private static IocpTransport transport;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    WsConfigurer handlers() {
      return registry -> registry.addHandler((session, type, piece, last) -> {}, "/silent/{name}");
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.SERVLET)
            .run(
                "--server.port=0",
                "--iocp.address=127.0.0.1",
                "--iocp.port=0",
                "--iocp.engine=nio",
                "--iocp.workers=1",
                "--management.endpoint.health.show-details=always",
                "--management.endpoints.web.exposure.include=iocp,health");
    transport = context.getBean(IocpTransport.class);
  }

  @AfterAll
  static void stop() {
    context.close();
    WorkerThreads.awaitNone();
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static WebSocket connect(String path) throws Exception {
    return HTTP.newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + transport.address().getPort() + path),
            new WebSocket.Listener() {})
        .get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void theEndpointShowsTheTransportAndItsClients() throws Exception {
    WebSocket client = connect("/silent/one");
    client.sendText("hello", true).get(Patience.SECONDS, TimeUnit.SECONDS);
    Patience.await()
        .until(
            () ->
                transport.clients().page(0, 10).stream()
                    .anyMatch(c -> c.connection().nextReadSequence() >= 2));
    HttpResponse<String> response = get("/iocp");
    assertThat(response.statusCode()).isEqualTo(200);
    DocumentContext json = JsonPath.parse(response.body());
    assertThat(json.<String>read("$.engine.name")).isEqualTo("nio");
    assertThat(json.<String>read("$.engine.reason")).isNotEmpty();
    assertThat(json.<String>read("$.address"))
        .isEqualTo("127.0.0.1:" + transport.address().getPort());
    assertThat(json.<String>read("$.workers[0].thread")).isEqualTo("iocp-worker-0");
    assertThat(json.<Boolean>read("$.workers[0].alive")).isTrue();
    assertThat(json.<Integer>read("$.pendingIo.total")).isGreaterThanOrEqualTo(2);
    assertThat(json.<Integer>read("$.pendingIo.byOperation.ACCEPT")).isEqualTo(1);
    assertThat(json.<Integer>read("$.pendingIo.byOperation.RECEIVE")).isPositive();
    assertThat(json.<List<Integer>>read("$.buffers.sizeClasses[*].free")).isNotEmpty();
    assertThat(json.<Integer>read("$.buffers.maximumBytes")).isPositive();
    assertThat(json.<Integer>read("$.access.limits.maximumConnections")).isPositive();
    assertThat(json.<Integer>read("$.access.refusals.BANNED")).isZero();
    assertThat(json.<Integer>read("$.contexts.peak")).isNotNegative();
    assertThat(json.<String>read("$.drain.state")).isEqualTo("SERVING");
    assertThat(json.<Integer>read("$.port.completions")).isPositive();

    int id = json.<List<Integer>>read("$.clients[?(@.path == '/silent/one')].id").get(0);
    DocumentContext one = JsonPath.parse(get("/iocp/" + id).body());
    assertThat(one.<Integer>read("$.id")).isEqualTo(id);
    assertThat(one.<String>read("$.path")).isEqualTo("/silent/one");
    assertThat(one.<String>read("$.state")).isEqualTo("OPEN");
    assertThat(one.<String>read("$.remoteAddress")).startsWith("127.0.0.1:");
    assertThat(one.<Integer>read("$.pendingIo.RECEIVE")).isEqualTo(1);
    assertThat(one.<Integer>read("$.sequenceNumbers.nextRead")).isGreaterThanOrEqualTo(2);
    assertThat(one.<Integer>read("$.sequenceNumbers.currentSend")).isEqualTo(1);
    assertThat(one.<Integer>read("$.sequenceNumbers.nextSend")).isEqualTo(1);
    client.abort();
  }

  @Test
  void theEndpointShowsTheJobs() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    transport.jobs().submit(Job.of("long", release::await).ownedBy(4711));
    try {
      DocumentContext json = JsonPath.parse(get("/iocp").body());
      assertThat(json.<Integer>read("$.jobs.workers")).isEqualTo(4);
      assertThat(json.<Integer>read("$.jobs.capacity")).isEqualTo(1000);
      assertThat(json.<Integer>read("$.jobs.counters.ACCEPTED")).isEqualTo(1);
      assertThat(json.<Boolean>read("$.jobs.stuck")).isFalse();
      assertThat(json.<Double>read("$.jobs.waitMillis.p99")).isNotNegative();
      assertThat(json.<String>read("$.jobs.jobs[0].name")).isEqualTo("long");
      assertThat(json.<Integer>read("$.jobs.jobs[0].owner")).isEqualTo(4711);
    } finally {
      release.countDown();
    }
  }

  @Test
  void theLogLevelIsALiveSetting() {
    assertThat(transport.settings().current().get(LiveSettings.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
    Logger logger = LoggerFactory.getLogger("io.iocp.connection");
    transport.settings().apply(SettingsChange.of(LiveSettings.LOG_LEVEL, LogLevel.DEBUG));
    assertThat(logger.isDebugEnabled()).isTrue();
    transport.settings().apply(SettingsChange.of(LiveSettings.LOG_LEVEL, LogLevel.INFO));
    assertThat(logger.isDebugEnabled()).isFalse();
  }

  @Test
  void aClientThatIsNotThereIsNotFound() throws Exception {
    assertThat(get("/iocp/4711000").statusCode()).isEqualTo(404);
    assertThat(get("/iocp/nobody").statusCode()).isEqualTo(400);
  }

  @Test
  void clientsComeInPages() throws Exception {
    try (Socket first =
            new Socket(transport.address().getAddress(), transport.address().getPort());
        Socket second =
            new Socket(transport.address().getAddress(), transport.address().getPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      Patience.await().until(() -> transport.clients().page(0, 10).size() >= 2);
      DocumentContext page = JsonPath.parse(get("/iocp?limit=1").body());
      assertThat(page.<List<Object>>read("$.clients")).hasSize(1);
      int id = page.<Integer>read("$.clients[0].id");
      DocumentContext next = JsonPath.parse(get("/iocp?limit=1&after=" + id).body());
      assertThat(next.<Integer>read("$.clients[0].id")).isGreaterThan(id);
      assertThat(JsonPath.parse(get("/iocp?limit=0").body()).<List<Object>>read("$.clients"))
          .isEmpty();
      assertThat(get("/iocp?limit=-1").statusCode()).isEqualTo(400);
      assertThat(get("/iocp?limit=1001").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void healthShowsTheTransport() throws Exception {
    HttpResponse<String> response = get("/health");
    assertThat(response.statusCode()).isEqualTo(200);
    DocumentContext json = JsonPath.parse(response.body());
    assertThat(json.<String>read("$.components.iocp.status")).isEqualTo("UP");
    assertThat(json.<String>read("$.components.iocp.details.engine")).isEqualTo("nio");
  }
}
