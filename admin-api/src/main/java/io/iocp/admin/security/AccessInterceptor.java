package io.iocp.admin.security;

import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses every request while the API is closed. */
final class AccessInterceptor implements HandlerInterceptor {

  private final AdminProperties.Access access;

  AccessInterceptor(AdminProperties.Access access) {
    this.access = access;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (access == AdminProperties.Access.CLOSED) {
      throw new ProblemException(
          ProblemType.ADMINISTRATION_CLOSED,
          "The administration API is closed. Set iocp.admin.access=open to let in everybody who"
              + " reaches this port.");
    }
    return true;
  }
}
