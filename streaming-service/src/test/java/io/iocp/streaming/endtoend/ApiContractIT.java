package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
import tools.jackson.databind.node.ObjectNode;

/** The API is what it says it is, and nothing answers a stranger unless that is meant. */
@Timeout(300)
class ApiContractIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** What is for everybody; all else asks for a login, or is not there without one. */
  // The page asks the latter who is logged in, to know whether to show its login.
  private static final Set<String> FOR_EVERYBODY =
      Set.of("/streams.json", "/streams/{name}/status.json", "/recordings.json", "/admin/session");

  /** Has no bounds but that of what it names. */
  private static final Set<String> FREE_TEXT =
      Set.of("id", "name", "stream", "after", "q", "key", "address", "range", "Last-Event-ID");

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
            "--iocp.admin.users.anna.role=viewer",
            "--iocp.admin.users.olga.password=changes",
            "--iocp.admin.users.olga.role=operator");
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
  void everythingThatIsSentHasItsBounds() {
    for (ApiContract.Operation operation : contract.operations()) {
      for (JsonNode parameter : operation.description().path("parameters")) {
        assertBounded(operation, parameter.get("name").asString(), parameter.get("schema"));
      }
      bodies(operation)
          .forEach(
              schema ->
                  schema
                      .path("properties")
                      .properties()
                      .forEach(each -> assertBounded(operation, each.getKey(), each.getValue())));
    }
  }

  private static void assertBounded(ApiContract.Operation operation, String name, JsonNode schema) {
    String type = schema.path("type").asString("");
    boolean bounded =
        switch (type) {
          case "integer" -> schema.has("minimum");
          case "string" ->
              FREE_TEXT.contains(name)
                  || Stream.of("enum", "pattern", "format", "minLength", "maxLength")
                      .anyMatch(schema::has);
          default -> true;
        };
    assertThat(bounded).as("%s of %s has bounds", name, operation.path()).isTrue();
  }

  private static List<JsonNode> bodies(ApiContract.Operation operation) {
    List<JsonNode> bodies = new ArrayList<>();
    for (JsonNode content : operation.description().at("/requestBody/content")) {
      bodies.add(contract.resolve(content.get("schema")));
    }
    return bodies;
  }

  @Test
  void whatIsBeyondItsBoundsIsRefused() throws Exception {
    int tried = 0;
    for (ApiContract.Operation operation : contract.operations()) {
      String path = operation.path().replaceAll("\\{[^}]*}", "1");
      for (JsonNode parameter : operation.description().path("parameters")) {
        if (!parameter.get("in").asString().equals("query")) {
          continue;
        }
        String name = parameter.get("name").asString();
        for (String value : beyond(parameter.get("schema"))) {
          String uri = path + "?" + name + "=" + value;
          HttpResponse<String> answer = service.administer(operation.method(), uri);
          // Who names what is not there may hear of that first.
          assertThat(answer.statusCode())
              .as(uri)
              .isIn(400, path.equals(operation.path()) ? 400 : 404);
          tried++;
        }
      }
      for (JsonNode schema : bodies(operation)) {
        if (operation.path().endsWith("/settings")) {
          continue; // Refused with 422, and tried elsewhere.
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
          for (String value : beyond(property.getValue())) {
            ObjectNode body =
                (ObjectNode)
                    operation
                        .description()
                        .at("/requestBody/content/application~1json/example")
                        .deepCopy();
            if (property.getValue().path("type").asString("").equals("integer")) {
              body.put(property.getKey(), Long.parseLong(value));
            } else {
              body.put(property.getKey(), value);
            }
            HttpResponse<String> answer =
                service.administerJson(operation.method(), path, body.toString());
            assertThat(answer.statusCode())
                .as("%s %s", path, body)
                .isIn(400, path.equals(operation.path()) ? 400 : 404);
            tried++;
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(30);
  }

  /** Values just beyond the bounds of a schema; none where an id merely names nothing. */
  private static List<String> beyond(JsonNode schema) {
    List<String> values = new ArrayList<>();
    if (schema.has("maximum")) {
      values.add(Long.toString(schema.get("maximum").asLong() + 1));
      values.add(Long.toString(schema.get("minimum").asLong() - 1));
    }
    if (schema.has("maxLength")) {
      values.add("x".repeat(schema.get("maxLength").asInt() + 1));
    }
    if (schema.has("enum") || (schema.has("pattern") && !schema.has("maxLength"))) {
      values.add("beyond");
    }
    return values;
  }

  @Test
  void tagsAreTheFeaturesWords() {
    Set<String> declared = new TreeSet<>();
    for (JsonNode tag : contract.document().get("tags")) {
      declared.add(tag.get("name").asString());
      assertThat(tag.path("description").asString("")).as("%s", tag).isNotBlank();
    }
    Set<String> used = new TreeSet<>();
    for (ApiContract.Operation operation : contract.operations()) {
      operation.description().get("tags").forEach(tag -> used.add(tag.asString()));
    }
    assertThat(declared).isEqualTo(used).allMatch(tag -> tag.matches("[a-z]+"));
  }

  /** As the documentation's page does it, which the browser sends the session's cookie for. */
  @Test
  void tryingOutWorksWithinASession() throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    HttpRequest.Builder login =
        HttpRequest.newBuilder(service.page("/admin/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("username=olga&password=changes"));
    assertThat(send(browser, login).statusCode()).isEqualTo(204);
    HttpResponse<String> script =
        send(browser, HttpRequest.newBuilder(service.page("/swagger-ui/swagger-initializer.js")));
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.body()).contains("XSRF-TOKEN", "X-XSRF-TOKEN");

    send(browser, HttpRequest.newBuilder(service.page("/admin/session")));
    String token =
        ((CookieManager) browser.cookieHandler().orElseThrow())
            .getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .findFirst()
                .orElseThrow()
                .getValue();
    HttpRequest.Builder ban =
        HttpRequest.newBuilder(service.page("/api/v1/bans"))
            .header("Content-Type", "application/json")
            .header("Sec-Fetch-Site", "same-origin")
            .POST(HttpRequest.BodyPublishers.ofString("{\"range\":\"198.51.100.7\"}"));
    assertThat(send(browser, ban).statusCode()).isEqualTo(403);
    assertThat(send(browser, ban.header("X-XSRF-TOKEN", token)).statusCode()).isEqualTo(201);
  }

  private static HttpResponse<String> send(HttpClient browser, HttpRequest.Builder request)
      throws Exception {
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
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
      service.administerJson("POST", "/api/v1/addresses/deny", "{\"range\":\"192.0.2.0/24\"}");
      for (String path :
          List.of(
              "/api/v1/clients",
              "/api/v1/clients/1",
              "/api/v1/streams",
              "/api/v1/streams/camera",
              "/api/v1/streams/camera/viewers",
              "/api/v1/addresses/allow",
              "/api/v1/addresses/deny",
              "/api/v1/addresses/deny/192.0.2.0/24",
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
