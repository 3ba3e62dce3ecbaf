package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API is what it says it is, and nothing answers a stranger unless that is meant. */
@Timeout(300)
class ApiContractIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** What is for everybody; all else asks for a login, or is not there without one. */
  // The page asks the latter who is logged in, to know whether to show its login.
  private static final Set<String> FOR_EVERYBODY =
      Set.of("/streams.json", "/streams/{name}/status.json", "/recordings.json", "/admin/session");

  @TempDir private static Path files;
  @TempDir private static Path recordings;

  private static RunningService service;
  private static ApiContract contract;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningService.open(
            Engine.NIO,
            "--streaming.files.directory=" + files,
            "--streaming.recording.directory=" + recordings,
            "--iocp.admin.users.anna.password=reads",
            "--iocp.admin.users.anna.role=viewer");
    contract = ApiContract.of(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void everyOperationIsDescribedWithItsParametersAndAnExample() {
    assertThat(contract.document().at("/openapi").asString()).startsWith("3.1");
    assertThat(contract.operations())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            operation -> {
              JsonNode description = operation.description();
              assertThat(description.at("/operationId").asString()).matches("[a-z]+\\.[a-zA-Z]+");
              assertThat(description.at("/summary").asString()).isNotBlank();
              for (JsonNode parameter : description.path("parameters")) {
                assertThat(parameter.path("description").asString(""))
                    .as("%s", parameter)
                    .isNotBlank();
              }
              assertThat(description.at("/responses").propertyNames()).contains("401", "403");
              for (JsonNode response : description.at("/responses")) {
                for (JsonNode content : response.path("content")) {
                  assertExample(operation, response, content);
                }
              }
              for (JsonNode content : description.at("/requestBody/content")) {
                assertExample(operation, description, content);
              }
            });
    for (JsonNode schema : contract.document().at("/components/schemas")) {
      for (JsonNode property : schema.path("properties")) {
        assertThat(property.path("description").asString("")).as("%s", schema).isNotBlank();
      }
    }
  }

  private static void assertExample(
      ApiContract.Operation operation, JsonNode response, JsonNode content) {
    if (content.at("/schema/$ref").asString("").endsWith("/Problem")) {
      return;
    }
    assertThat(content.has("example"))
        .as("example of %s %s", operation.method(), response)
        .isTrue();
    assertThat(contract.errors(content.get("schema"), content.get("example")))
        .as("example of %s %s", operation.method(), operation.path())
        .isEmpty();
  }

  @Test
  void everyMappingOfTheApiIsDescribed() {
    Set<String> described = new TreeSet<>();
    contract.operations().forEach(one -> described.add(one.method() + " " + one.path()));
    assertThat(described).isEqualTo(mappings("/api/v1/"));
  }

  @Test
  void answersAreOfTheSchemasThatAreDescribed() throws Exception {
    try (Client publisher = Client.connect(service.webSocket("/publish/camera"))) {
      service.administerJson("POST", "/api/v1/bans", "{\"range\":\"192.0.2.0/24\"}");
      for (String path :
          List.of(
              "/api/v1/clients",
              "/api/v1/clients/1",
              "/api/v1/streams",
              "/api/v1/streams/camera",
              "/api/v1/streams/camera/viewers",
              "/api/v1/bans",
              "/api/v1/bans/192.0.2.0/24",
              "/api/v1/access",
              "/api/v1/access/sessions",
              "/api/v1/access/revocations",
              "/api/v1/workers",
              "/api/v1/jobs",
              "/api/v1/files",
              "/api/v1/recordings",
              "/api/v1/recorders",
              "/api/v1/settings",
              "/api/v1/server",
              "/api/v1/server/statistics",
              "/api/v1/server/drain",
              "/api/v1/logs")) {
        HttpResponse<String> answer = service.administer("GET", path);
        JsonNode schema = contract.answer("GET", path, answer.statusCode());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(schema.isMissingNode()).as(path).isFalse();
        assertThat(contract.errors(schema, JSON.readTree(answer.body()))).as(path).isEmpty();
      }
      HttpResponse<String> problem = service.administer("GET", "/api/v1/clients/99999");
      assertThat(
              contract.errors(
                  contract.answer("GET", "/api/v1/clients/99999", 404),
                  JSON.readTree(problem.body())))
          .isEmpty();
      assertThat(publisher.isOpen()).isTrue();
    }
  }

  @Test
  void nothingAnswersAStrangerUnlessThatIsMeant() throws Exception {
    for (String mapping : mappings("/")) {
      String method = mapping.substring(0, mapping.indexOf(' '));
      String path = mapping.substring(mapping.indexOf(' ') + 1);
      int status = service.ask(method, path.replaceAll("\\{[^}]*}", "1")).statusCode();
      if (FOR_EVERYBODY.contains(path)) {
        assertThat(status).as(mapping).isEqualTo(200);
      } else {
        assertThat(status).as(mapping).isIn(401, 404);
        assertThat(path.startsWith("/api/v1/") && status == 404).as(mapping).isFalse();
      }
    }
    for (String path :
        List.of(
            "/actuator",
            "/actuator/iocp",
            "/actuator/iocp/1",
            "/actuator/prometheus",
            "/actuator/info",
            "/swagger-ui/index.html",
            "/admin/x.js")) {
      assertThat(service.ask("GET", path).statusCode()).as(path).isEqualTo(401);
    }
    // The administration's page itself is where one logs in.
    for (String path :
        List.of("/actuator/health", "/actuator/health/liveness", "/", "/watch/a", "/admin/")) {
      assertThat(service.ask("GET", path).statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void viewersChangeNothing() throws Exception {
    for (String mapping : mappings("/api/v1/")) {
      String method = mapping.substring(0, mapping.indexOf(' '));
      String path = mapping.substring(mapping.indexOf(' ') + 1).replaceAll("\\{[^}]*}", "1");
      if (!method.equals("GET")) {
        assertThat(service.administer(method, path, "anna", "reads").statusCode())
            .as(mapping)
            .isEqualTo(403);
      }
    }
    assertThat(service.administer("GET", "/api/v1/clients", "anna", "reads").statusCode())
        .isEqualTo(200);
    assertThat(service.administer("GET", "/actuator/prometheus", "anna", "reads").statusCode())
        .isEqualTo(200);
  }

  @Test
  void noBodyHasAFieldThatIsNotKnown() throws Exception {
    int bodies = 0;
    for (Map.Entry<RequestMappingInfo, HandlerMethod> mapping : service.handlers().entrySet()) {
      if (Arrays.stream(mapping.getValue().getMethodParameters())
          .noneMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class))) {
        continue;
      }
      bodies++;
      for (RequestMethod method : mapping.getKey().getMethodsCondition().getMethods()) {
        for (String pattern : mapping.getKey().getPatternValues()) {
          HttpResponse<String> answer =
              service.administerJson(
                  method.name(),
                  pattern.replaceAll("\\{[^}]*}", "1"),
                  "{\"expiresInSecond\":1}",
                  "If-Match",
                  "*");
          assertThat(answer.statusCode()).as("%s %s", method, pattern).isEqualTo(400);
          JsonNode error = JSON.readTree(answer.body()).at("/errors/0");
          assertThat(error.path("property").asString("")).as(pattern).isEqualTo("expiresInSecond");
          assertThat(error.path("bounds").asString("")).as(pattern).startsWith("one of ");
        }
      }
    }
    assertThat(bodies).isGreaterThanOrEqualTo(6);
  }

  @Test
  void aManagementPortOfItsOwnKeepsTheSameRules() throws Exception {
    try (RunningService apart =
        RunningService.open(
            Engine.NIO, "--management.server.port=0", "--iocp.admin.prometheus-access=open")) {
      int port = Integer.parseInt(apart.environment().getProperty("local.management.port"));
      assertThat(apart.ask("GET", ":" + port + "/actuator/iocp").statusCode()).isEqualTo(401);
      assertThat(apart.ask("GET", ":" + port + "/actuator/health").statusCode()).isEqualTo(200);
      assertThat(apart.ask("GET", ":" + port + "/actuator/prometheus").statusCode()).isEqualTo(200);
      assertThat(apart.administer("GET", ":" + port + "/actuator/iocp").statusCode())
          .isEqualTo(200);
    }
  }

  private static Set<String> mappings(String prefix) {
    Set<String> mappings = new TreeSet<>();
    for (RequestMappingInfo info : service.mappings()) {
      Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
      for (String pattern : info.getPatternValues()) {
        if (pattern.startsWith(prefix)) {
          for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
            mappings.add(method + " " + pattern);
          }
        }
      }
    }
    return mappings;
  }
}
