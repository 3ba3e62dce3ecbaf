package io.iocp.admin.problem;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one part of a request, for programs.
 *
 * @param property name of the setting, the field of the body or the parameter
 * @param value what it is; null if it is missing
 * @param bounds what it must be, such as {@code 1 to 1024}
 */
public record ProblemError(String property, @Nullable String value, String bounds) {

  /** One sentence for people. */
  String message() {
    return property + " must be " + bounds + (value == null ? "" : ": " + property + "=" + value);
  }
}
