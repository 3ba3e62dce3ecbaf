package io.iocp.admin.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Examples of what is sent and answered, by operation. */
final class Examples {

  private static final String FILE = "examples.json";

  /**
   * What is sent and answered.
   *
   * @param request the body of a request; null if it has none
   * @param response the body of the answer; null if it has none
   */
  record Example(@Nullable Object request, @Nullable Object response) {}

  private Examples() {}

  static Map<String, Example> load(JsonMapper json) {
    try (InputStream in = Objects.requireNonNull(Examples.class.getResourceAsStream(FILE))) {
      return json.readValue(in, new TypeReference<Map<String, Example>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
