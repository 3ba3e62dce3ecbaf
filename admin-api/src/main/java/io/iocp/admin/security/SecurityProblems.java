package io.iocp.admin.security;

import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Says in problem details why somebody is not let in. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

  static final String WRONG_PASSWORD = "The user name or password is wrong.";

  // Sent by scripts of pages that log in by themselves.
  private static final String SCRIPT = "X-Requested-With";

  private final ProblemWriter writer;
  private final boolean passwords;
  private final boolean tokens;

  /**
   * @param passwords whether one can log in with a password
   * @param tokens whether one can come with a bearer token
   */
  SecurityProblems(ProblemWriter writer, boolean passwords, boolean tokens) {
    this.writer = writer;
    this.passwords = passwords;
    this.tokens = tokens;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception) {
    if (exception instanceof TooManyLoginsException later) {
      tooMany(writer, request, response, later);
      return;
    }
    // A challenge would make the browser ask for a password, over the page's own form.
    if (passwords && request.getHeader(SCRIPT) == null) {
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"administration\"");
    }
    if (tokens) {
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    writer.write(request, response, ProblemType.UNAUTHENTICATED, unauthenticated(exception));
  }

  static void tooMany(
      ProblemWriter writer,
      HttpServletRequest request,
      HttpServletResponse response,
      TooManyLoginsException why) {
    response.setIntHeader(HttpHeaders.RETRY_AFTER, why.retrySeconds());
    writer.write(
        request,
        response,
        ProblemType.TOO_MANY_LOGINS,
        why.getMessage() + ": try again in " + why.retrySeconds() + " s");
  }

  private String unauthenticated(AuthenticationException exception) {
    if (exception instanceof OAuth2AuthenticationException) {
      return "The bearer token is invalid or expired.";
    }
    if (request(exception)) {
      return WRONG_PASSWORD;
    }
    return passwords
        ? "Log in with a user name and password (HTTP Basic)."
        : "Send a bearer token of the configured issuer.";
  }

  private static boolean request(AuthenticationException exception) {
    return exception.getAuthenticationRequest() != null
        && exception.getAuthenticationRequest().getCredentials() != null
        && !exception.getAuthenticationRequest().isAuthenticated();
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception) {
    if (exception instanceof CsrfException) {
      writer.write(
          request,
          response,
          ProblemType.CSRF_TOKEN_REQUIRED,
          "Send the value of the cookie XSRF-TOKEN in the header X-XSRF-TOKEN.");
    } else {
      writer.write(
          request,
          response,
          ProblemType.FORBIDDEN,
          "This requires the role operator, or for reading viewer; where rules say who may list"
              + " what, what is about all streams requires a rule that lists all.");
    }
  }
}
