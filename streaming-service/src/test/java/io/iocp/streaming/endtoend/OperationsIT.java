package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of a stream that is being watched, and what they can do to its viewers. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class OperationsIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static RunningService service;
  private static FfmpegPublisher publisher;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws Exception {
    service = RunningService.open(engine);
    publisher =
        FfmpegPublisher.start(
            service.webSocket("/publish/camera"),
            TestPicture.FMP4_H264.arguments("320x180", TestPicture.FRAMES_PER_SECOND));
    await().until(() -> json("/streams.json").at("/streams/0/live").asBoolean());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (publisher != null) {
      publisher.close();
      publisher = null;
    }
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @Test
  void theListLeadsToThePlayerAndAnAdministratorCanEndTheView() throws Exception {
    try (Browser browser = Browser.open()) {
      browser.open(service.page("/"));
      browser.await("document.querySelector('a.card .name')?.textContent === 'camera'");
      browser.await("document.querySelector('a.card .facts').textContent.includes('320 × 180')");

      browser.click("a.card");
      browser.await("location.pathname === '/watch/camera' && window.iocpPlayer?.state === 'live'");

      long viewer = onlyClientAt("/watch/camera");
      assertThat(
              service
                  .administer("DELETE", "/api/v1/clients/" + viewer + "?reason=goodbye")
                  .statusCode())
          .isEqualTo(202);
      browser.await("overlay.innerText.includes('Retry')");
      assertThat(browser.text("overlay.innerText"))
          .contains("You may not watch this stream", "goodbye");
      assertThat(browser.text("window.iocpPlayer.state")).isEqualTo("stopped");
      browser.screenshot("disconnected-" + engine.name().toLowerCase(Locale.ROOT));
      await()
          .until(() -> service.administer("GET", "/api/v1/clients/" + viewer).statusCode() == 404);

      browser.click("#overlay-action");
      browser.await("window.iocpPlayer.state === 'live'");
    }
  }

  @Test
  void aDisconnectedViewerIsToldTheCodeAndReasonOfTheAdministrator() throws Exception {
    try (Client viewer = Client.connect(service.webSocket("/watch/camera"))) {
      await().until(() -> viewer.media().size() > 2);
      long id = onlyClientAt("/watch/camera");

      assertThat(
              service.administer(
                  "DELETE", "/api/v1/clients/" + id + "?code=4000&reason=maintenance"))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(202);

      assertThat(viewer.closing()).isEqualTo(new Client.Closing(4000, "maintenance"));
    }
  }

  @Test
  void theEndpointShowsTheTransportAndEachClientWhileMediaFlows() throws Exception {
    JsonNode transport = json("/actuator/iocp");
    assertThat(transport.at("/engine/name").asString())
        .isEqualTo(engine.name().toLowerCase(Locale.ROOT));
    assertThat(transport.at("/pendingIo/total").asInt()).isPositive();
    assertThat(transport.at("/workers").size()).isPositive();
    assertThat(transport.at("/buffers/sizeClasses").size()).isPositive();

    long id = onlyClientAt("/publish/camera");
    JsonNode client = json("/actuator/iocp/" + id);
    assertThat(client.at("/path").asString()).isEqualTo("/publish/camera");
    assertThat(client.at("/state").asString()).isEqualTo("OPEN");
    assertThat(client.at("/pendingIo").size()).isPositive();
    long before = client.at("/sequenceNumbers/nextRead").asLong();
    await()
        .until(
            () -> json("/actuator/iocp/" + id).at("/sequenceNumbers/nextRead").asLong() > before);
    assertThat(service.administer("GET", "/actuator/iocp/999999").statusCode()).isEqualTo(404);
  }

  @Test
  void theAdministrationApiListsStreams() throws Exception {
    JsonNode stream = json("/api/v1/streams").at("/streams/0");
    assertThat(stream.at("/name").asString()).isEqualTo("camera");
    assertThat(stream.at("/format").asString()).isEqualTo("fmp4");
    assertThat(stream.at("/receivedBytes").asLong()).isPositive();
  }

  @Test
  void metersCountWhatFlows() throws Exception {
    HttpResponse<String> answer = service.administer("GET", "/actuator/prometheus");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("streaming_streams 1.0")
        .containsPattern("streaming_relay_chunks_published_total [1-9]")
        .containsPattern("iocp_pending\\{operation=\"receive\"\\} [1-9]")
        .containsPattern("iocp_port_completions_total [1-9]")
        .contains("iocp_buffers_free{slot_bytes=\"4096\"}");
  }

  @Test
  void theServiceIsHealthyWhileMediaFlows() throws Exception {
    JsonNode health = json("/actuator/health");
    assertThat(health.at("/status").asString()).isEqualTo("UP");
    assertThat(health.at("/components/iocp/status").asString()).isEqualTo("UP");
    assertThat(service.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  /** Waits for those to go that have left already. */
  private static long onlyClientAt(String path) {
    return await("one client at " + path)
        .until(() -> openClientsAt(path), clients -> clients.size() == 1)
        .get(0);
  }

  private static List<Long> openClientsAt(String path) throws Exception {
    List<Long> ids = new ArrayList<>();
    for (JsonNode client : json("/api/v1/clients").at("/clients")) {
      if (client.at("/path").asString().equals(path)
          && client.at("/state").asString().equals("OPEN")) {
        ids.add(client.at("/id").asLong());
      }
    }
    return ids;
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = service.administer("GET", path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
