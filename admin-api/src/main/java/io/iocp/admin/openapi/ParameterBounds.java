package io.iocp.admin.openapi;

import io.iocp.admin.paging.PageLimit;
import io.iocp.websocket.protocol.WsClose;
import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;

/** The bounds of parameters, which mean the same in all operations. */
final class ParameterBounds {

  private static final String NO_CONTROL_CHARACTERS = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

  private static final Map<String, Consumer<Schema<?>>> BY_NAME =
      Map.ofEntries(
          Map.entry("limit", between(1, PageLimit.MAXIMUM)),
          Map.entry("offset", atLeast(0)),
          Map.entry("code", between(1000, 4999)),
          Map.entry(
              "reason",
              schema -> schema.maxLength(WsClose.MAX_REASON_BYTES).pattern(NO_CONTROL_CHARACTERS)),
          Map.entry("list", schema -> schema.pattern("^(allow|deny)$")),
          Map.entry("prefix", between(0, 128)),
          Map.entry("id", ParameterBounds::anId),
          Map.entry("client", ParameterBounds::anId),
          Map.entry("worker", atLeast(0)),
          Map.entry("from", ParameterBounds::aTimeIfAny),
          Map.entry("to", ParameterBounds::aTimeIfAny),
          Map.entry(HttpHeaders.IF_MATCH, schema -> schema.pattern("^(\\*|\"[0-9]+\")$")));

  private ParameterBounds() {}

  static void complete(Operation operation) {
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(ParameterBounds::complete);
    }
  }

  private static void complete(Parameter parameter) {
    // Parameters of the same type and default share theirs.
    parameter.setSchema(AnnotationsUtils.clone(parameter.getSchema(), true));
    if (parameter.getName().equals("after") && isInteger(parameter.getSchema())) {
      parameter.getSchema().minimum(BigDecimal.ZERO);
    }
    BY_NAME.getOrDefault(parameter.getName(), schema -> {}).accept(parameter.getSchema());
  }

  private static boolean isInteger(Schema<?> schema) {
    return schema.getTypes() != null && schema.getTypes().contains("integer");
  }

  private static Consumer<Schema<?>> atLeast(long minimum) {
    return schema -> schema.minimum(BigDecimal.valueOf(minimum));
  }

  private static Consumer<Schema<?>> between(long minimum, long maximum) {
    return schema ->
        schema.minimum(BigDecimal.valueOf(minimum)).maximum(BigDecimal.valueOf(maximum));
  }

  /** Of connections, jobs and transfers, that is: others are text. */
  private static void anId(Schema<?> schema) {
    if (isInteger(schema)) {
      schema.minimum(BigDecimal.ONE);
    }
  }

  private static void aTimeIfAny(Schema<?> schema) {
    schema.pattern("^(\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z)?$");
  }
}
