package io.iocp.admin.problem;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

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

  static ProblemDetail problem(ProblemType type, HttpStatusCode status, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(type.uri());
    problem.setTitle(type.title());
    return problem;
  }
}
