package io.iocp.admin.problem;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body, without the names of our classes. */
final class UnreadableBody {

  private UnreadableBody() {}

  static String explain(HttpMessageNotReadableException exception) {
    Throwable cause = exception.getCause();
    if (cause instanceof StreamReadException syntax) {
      return "The body is not valid JSON" + place(syntax.getLocation()) + ".";
    }
    if (cause instanceof JacksonException type) {
      String path = path(type);
      return (path.isEmpty() ? "The body" : path)
          + " is not of the expected type"
          + place(type.getLocation())
          + ".";
    }
    return "A JSON body is required.";
  }

  /** Which field is not known, and which ones are. */
  static ProblemError unknown(UnrecognizedPropertyException exception) {
    Collection<Object> known = exception.getKnownPropertyIds();
    return new ProblemError(
        path(exception),
        null,
        known == null
            ? "omitted, because it is unknown"
            : "one of " + known.stream().map(Object::toString).sorted().collect(joining(", ")));
  }

  private static String path(JacksonException exception) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : exception.getPath()) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String place(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
