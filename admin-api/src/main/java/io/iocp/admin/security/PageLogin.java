package io.iocp.admin.security;

import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;

/**
 * Lets people log in on the page once, for a session with a cookie, and log out again: a password
 * that the browser remembers (HTTP Basic) cannot be forgotten. Nobody gets a session without
 * logging in here.
 */
final class PageLogin {

  static final String LOGIN_PATH = AdminApi.PAGE_PATH + "/login";
  static final String LOGOUT_PATH = AdminApi.PAGE_PATH + "/logout";

  private PageLogin() {}

  static void configure(HttpSecurity http, ProblemWriter problems) {
    // No policy for sessions is named: Spring Security would keep every login in one, then.
    http.formLogin(
            form ->
                form.loginPage(AdminApi.PAGE_PATH)
                    .loginProcessingUrl(LOGIN_PATH)
                    .successHandler(
                        (request, response, user) ->
                            response.setStatus(HttpServletResponse.SC_NO_CONTENT))
                    .failureHandler(
                        (request, response, failure) -> {
                          if (failure instanceof TooManyLoginsException later) {
                            SecurityProblems.tooMany(problems, request, response, later);
                          } else {
                            problems.write(
                                request,
                                response,
                                ProblemType.UNAUTHENTICATED,
                                SecurityProblems.WRONG_PASSWORD);
                          }
                        }))
        .logout(
            logout ->
                logout
                    .logoutUrl(LOGOUT_PATH)
                    .logoutSuccessHandler(
                        new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)));
  }
}
