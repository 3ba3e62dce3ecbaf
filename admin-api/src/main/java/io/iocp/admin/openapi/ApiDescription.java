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
import java.util.List;
import java.util.Map;
import java.util.Set;
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
          "bans.add",
          Map.of("409", "There are as many bans as there may be."),
          "files.start",
          Map.of(
              "404", "There is no such client or no such file.",
              "409", "Files are not sent from here, or not now."),
          "settings.change",
          Map.of(
              "412", "Somebody else has changed the settings meanwhile.",
              "415", "The body is no JSON merge patch.",
              "422", "A setting cannot be so, or not without a restart.",
              "428", "If-Match is missing."),
          "events.subscribe",
          Map.of("503", "All places for subscribers are taken."));

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
    api.getComponents()
        .addSchemas(SettingSchemas.VIEW, SettingSchemas.view())
        .addSchemas(SettingSchemas.PATCH, SettingSchemas.patch());
    api.info(
        new Info()
            .title("IOCP administration")
            .version("1")
            .description(
                "Clients, streams, bans, workers, jobs, files, settings and the server itself."
                    + " Reading needs the role viewer, changing the role operator. Pages in a"
                    + " browser that change something with a remembered password send the value of"
                    + " the cookie XSRF-TOKEN as the header X-XSRF-TOKEN."));
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

  private void complete(PathItem.HttpMethod method, Operation operation) {
    operation.setSummary(oneLine(operation.getSummary()));
    operation.setDescription(oneLine(operation.getDescription()));
    operation.getResponses().values().forEach(ApiDescription::nameJson);
    SettingSchemas.refer(operation);
    addProblem(operation, "400", "The request is wrong; the detail says how.");
    addProblem(operation, "401", "Nobody has logged in.");
    addProblem(operation, "403", "The caller's role does not allow it.");
    if (operation.getParameters() != null
        && operation.getParameters().stream().anyMatch(one -> "path".equals(one.getIn()))) {
      addProblem(operation, "404", "There is no such thing, or no longer.");
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
    Schema<Object> problem = typed("object", "What went wrong (RFC 9457).");
    Schema<Object> type =
        typed("string", "What kind of problem it is; to branch on, it never changes.");
    type.setFormat("uri");
    problem.addProperty("type", type);
    problem.addProperty("title", typed("string", "The same for people."));
    problem.addProperty("status", typed("integer", "The HTTP status."));
    problem.addProperty("detail", typed("string", "What is wrong with this request, for people."));
    problem.addProperty("instance", typed("string", "The address that was asked for."));
    Schema<Object> error = typed("object", "What is wrong with one part of the request.");
    error.addProperty(
        "property", typed("string", "The setting, the field of the body or the parameter."));
    Schema<Object> value = typed("string", "What it is; null if it is missing.");
    value.setTypes(Set.of("string", "null"));
    error.addProperty("value", value);
    error.addProperty("bounds", typed("string", "What it must be, such as 1 to 1024."));
    Schema<Object> errors = typed("array", "The parts of the request that are wrong.");
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
