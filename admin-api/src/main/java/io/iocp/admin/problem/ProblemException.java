package io.iocp.admin.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Ends a request with a problem detail. */
public final class ProblemException extends ErrorResponseException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the answer to a request that cannot be fulfilled.
   *
   * @param type what kind of problem it is
   * @param detail what is wrong with this request and, if there is a way, how to put it right
   */
  public ProblemException(ProblemType type, String detail) {
    super(type.status(), problem(type, type.status(), detail), null);
  }

  /**
   * Creates the answer to a request of which some parts are wrong.
   *
   * @param errors what is wrong; the detail says the same in sentences
   */
  public ProblemException(ProblemType type, List<ProblemError> errors) {
    super(type.status(), problem(type, type.status(), errors), null);
  }

  /** Creates the answer to a request of which one parameter or field is wrong. */
  public static ProblemException invalid(String property, @Nullable Object value, String bounds) {
    return new ProblemException(
        ProblemType.INVALID_PARAMETER,
        List.of(new ProblemError(property, value == null ? null : value.toString(), bounds)));
  }

  /** Creates the answer to a request whose body cannot be read; it names fields unknown. */
  public static ProblemException unreadable(HttpMessageNotReadableException exception) {
    return exception.getCause() instanceof UnrecognizedPropertyException unknown
        ? new ProblemException(ProblemType.INVALID_BODY, List.of(UnreadableBody.unknown(unknown)))
        : new ProblemException(ProblemType.INVALID_BODY, UnreadableBody.explain(exception));
  }

  static ProblemDetail problem(ProblemType type, HttpStatusCode status, List<ProblemError> errors) {
    ProblemDetail problem =
        problem(
            type,
            status,
            errors.stream().map(ProblemError::message).collect(Collectors.joining("; ")));
    problem.setProperty("errors", errors);
    return problem;
  }

  static ProblemDetail problem(ProblemType type, HttpStatusCode status, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(type.uri());
    problem.setTitle(type.title());
    return problem;
  }
}
