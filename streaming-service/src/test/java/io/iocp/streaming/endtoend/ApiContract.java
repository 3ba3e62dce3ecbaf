package io.iocp.streaming.endtoend;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the API says of itself, to hold its answers to. */
final class ApiContract {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** One operation. */
  record Operation(String method, String path, JsonNode description) {}

  private final JsonNode api;

  private ApiContract(JsonNode api) {
    this.api = api;
  }

  static ApiContract of(RunningService service) throws Exception {
    return new ApiContract(
        JsonMapper.shared().readTree(service.administer("GET", "/v3/api-docs/iocp-admin").body()));
  }

  JsonNode document() {
    return api;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        operations.add(
            new Operation(
                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
      }
    }
    return operations;
  }

  /** A schema, or that which it refers to. */
  JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : api.at(reference.substring(1));
  }

  /** The schema of an answer as JSON; missing if the operation has none. */
  JsonNode answer(String method, String path, int status) {
    for (Operation operation : operations()) {
      if (operation.method().equals(method) && path.matches(pattern(operation.path()))) {
        for (JsonNode content : operation.description().at("/responses/" + status + "/content")) {
          return content.path("schema");
        }
      }
    }
    return api.at("/nothing");
  }

  private static String pattern(String path) {
    return path.replaceAll("\\{[^}]*}", "[^/]+");
  }

  /** What is wrong with a value; empty if nothing is. */
  List<String> errors(JsonNode schema, JsonNode value) {
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.set("components", api.get("components"));
    whole.set("allOf", JsonMapper.shared().createArrayNode().add(schema));
    Schema compiled = REGISTRY.getSchema(whole);
    return compiled.validate(value).stream().map(Error::toString).toList();
  }
}
