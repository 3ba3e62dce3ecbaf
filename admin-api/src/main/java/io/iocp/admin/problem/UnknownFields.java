package io.iocp.admin.problem;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Rejects fields that the API, or another of the project's, does not know: a ban whose expiry is
 * misspelled would never end. What the rest of the application reads is none of its business.
 */
final class UnknownFields extends DeserializationProblemHandler {

  private static final String OURS = "io.iocp.";

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      ValueDeserializer<?> deserializer,
      Object beanOrClass,
      String name) {
    Class<?> type = beanOrClass instanceof Class<?> found ? found : beanOrClass.getClass();
    if (!type.getName().startsWith(OURS)) {
      return false;
    }
    @Nullable Collection<Object> known =
        deserializer == null ? null : deserializer.getKnownPropertyNames();
    throw UnrecognizedPropertyException.from(parser, type, name, known);
  }
}
