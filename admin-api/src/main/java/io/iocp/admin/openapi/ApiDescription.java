package io.iocp.admin.openapi;

import io.iocp.admin.openapi.Examples.Example;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.web.method.HandlerMethod;

/** Adds what all operations have in common: how to log in, what goes wrong, and examples. */
final class ApiDescription implements OpenApiCustomizer, OperationCustomizer {

  private static final String PROBLEM = "Problem";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String BASIC = "basic";
  private static final String BEARER = "bearer";

  /** What only some operations answer. */
  private static final Map<String, Map<String, String>> MORE_PROBLEMS =
      Map.of(
          "addresses.add",
          Map.of("409", "The list is full, or the caller would be shut out."),
          "addresses.remove",
          Map.of("409", "The caller would be shut out."),
          "bans.add",
          Map.of("409", "The maximum number of bans is reached."),
          "files.start",
          Map.of(
              "404", "The client or the file does not exist.",
              "409", "The transfer cannot be started, permanently or at the moment."),
          "recordings.delete",
          Map.of("409", "The recording is being written."),
          "recordings.media",
          Map.of("409", "The recording has nothing at that time, or too much."),
          "settings.change",
          Map.of(
              "412", "The settings have been changed meanwhile.",
              "415", "The body is not a JSON merge patch.",
              "422", "A setting is invalid or needs a restart.",
              "428", "If-Match is missing."),
          "events.subscribe",
          Map.of("503", "The maximum number of event subscribers is reached."));

  /** Their operations are tagged as those of another one of their feature. */
  private static final Set<String> FURTHER_CONTROLLERS = Set.of("recorders", "stream-pictures");

  private final RecordSchemas records = new RecordSchemas();
  private final Map<String, Example> examples;

  ApiDescription(Map<String, Example> examples) {
    this.examples = examples;
  }

  /** Names an operation after the feature and the method: stable, whatever else there is. */
  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    String packageName = method.getBeanType().getPackageName();
    String feature = packageName.substring(packageName.lastIndexOf('.') + 1);
    operation.setOperationId(feature + "." + method.getMethod().getName());
    operation.setTags(List.of(feature));
    records.answered(method.getMethod().getGenericReturnType());
    return operation;
  }

  @Override
  public void customise(OpenAPI api) {
    records.complete(api.getComponents().getSchemas());
    api.setTags(features(api.getTags()));
    api.getComponents()
        .addSchemas(SettingSchemas.VIEW, SettingSchemas.view())
        .addSchemas(SettingSchemas.PATCH, SettingSchemas.patch());
    api.info(
        new Info()
            .title("IOCP administration")
            .version("1")
            .description(
                "Clients, streams, bans, lists of addresses, workers, jobs, files, settings and the"
                    + " server itself."
                    + " Reading requires the role viewer, changing the role operator. Pages in a"
                    + " browser that authenticate with a remembered password must send the value of"
                    + " the cookie XSRF-TOKEN in the header X-XSRF-TOKEN with every change."));
    api.getComponents()
        .addSchemas(PROBLEM, problem())
        .addSecuritySchemes(
            BASIC, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme(BASIC))
        .addSecuritySchemes(
            BEARER,
            new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme(BEARER).bearerFormat("JWT"));
    api.addSecurityItem(new SecurityRequirement().addList(BASIC));
    api.addSecurityItem(new SecurityRequirement().addList(BEARER));
    for (PathItem path : api.getPaths().values()) {
      path.readOperationsMap().forEach(this::complete);
    }
  }

  /** One for each feature, by its name, in the words of its first controller. */
  private static List<Tag> features(List<Tag> controllers) {
    Map<String, Tag> features = new TreeMap<>();
    for (Tag controller : controllers) {
      String feature = controller.getName().replace("-controller", "");
      features.put(feature, new Tag().name(feature).description(controller.getDescription()));
    }
    FURTHER_CONTROLLERS.forEach(features::remove);
    return List.copyOf(features.values());
  }

  private void complete(PathItem.HttpMethod method, Operation operation) {
    operation.setSummary(oneLine(operation.getSummary()));
    operation.setDescription(oneLine(operation.getDescription()));
    operation.getResponses().values().forEach(ApiDescription::nameJson);
    SettingSchemas.refer(operation);
    ParameterBounds.complete(operation);
    addProblem(operation, "400", "The request is invalid; see the detail.");
    addProblem(operation, "401", "Authentication is required.");
    addProblem(operation, "403", "The role of the caller does not permit this.");
    if (operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(one -> "path".equals(one.getIn()))) {
      addProblem(operation, "404", "The resource does not exist, or no longer.");
    }
    MORE_PROBLEMS
        .getOrDefault(operation.getOperationId(), Map.of())
        .forEach((status, text) -> addProblem(operation, status, text));
    Example example = examples.get(operation.getOperationId());
    if (example == null) {
      return;
    }
    if (example.request() != null && operation.getRequestBody() != null) {
      exemplify(operation.getRequestBody().getContent(), example.request());
    }
    if (example.response() != null) {
      operation.getResponses().entrySet().stream()
          .filter(response -> response.getKey().startsWith("2"))
          .forEach(response -> exemplify(response.getValue().getContent(), example.response()));
    }
  }

  private static @Nullable String oneLine(@Nullable String text) {
    return text == null ? null : text.replaceAll("\\s+", " ");
  }

  /** What is answered is JSON where nothing else is said. */
  private static void nameJson(ApiResponse response) {
    Content content = response.getContent();
    if (content != null && content.containsKey("*/*")) {
      content.addMediaType("application/json", content.remove("*/*"));
    }
  }

  private static void exemplify(@Nullable Content content, Object example) {
    if (content != null) {
      content.values().forEach(type -> type.setExample(example));
    }
  }

  private static void addProblem(Operation operation, String status, String description) {
    ApiResponses responses = operation.getResponses();
    if (!responses.containsKey(status)) {
      responses.addApiResponse(
          status,
          new ApiResponse()
              .description(description)
              .content(
                  new Content()
                      .addMediaType(
                          PROBLEM_JSON, new MediaType().schema(new Schema<>().$ref(PROBLEM)))));
    }
  }

  private static Schema<?> problem() {
    Schema<Object> problem = typed("object", "A problem detail (RFC 9457).");
    Schema<Object> type =
        typed(
            "string",
            "The type of the problem. Types never change, so clients can branch on them.");
    type.setFormat("uri");
    problem.addProperty("type", type);
    problem.addProperty("title", typed("string", "A title of the type, for humans."));
    problem.addProperty("status", typed("integer", "The HTTP status code."));
    problem.addProperty(
        "detail", typed("string", "An explanation of this occurrence, for humans."));
    problem.addProperty("instance", typed("string", "The path of the request."));
    Schema<Object> error = typed("object", "A violation in one part of the request.");
    error.addProperty("property", typed("string", "The name of the setting, field or parameter."));
    Schema<Object> value = typed("string", "The rejected value; null if it is missing.");
    value.setTypes(Set.of("string", "null"));
    error.addProperty("value", value);
    error.addProperty("bounds", typed("string", "What the value must be, such as 1 to 1024."));
    Schema<Object> errors = typed("array", "The violations in the request.");
    errors.setItems(error);
    problem.addProperty("errors", errors);
    problem.setRequired(List.of("type", "title", "status", "detail", "instance"));
    return problem;
  }

  private static Schema<Object> typed(String type, String description) {
    Schema<Object> schema = new Schema<>();
    schema.setTypes(Set.of(type));
    schema.setDescription(description);
    return schema;
  }
}
