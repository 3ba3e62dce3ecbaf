package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;

import io.iocp.access.LoginAttempts;
import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.WebApplicationContextUtils;

@ExtendWith(OutputCaptureExtension.class)
class AccessTest {

  private static final String URL = "/api/v1/feature";
  private static final Pattern PRINTED =
      Pattern.compile("log in as operator with the password (\\w+)");
  private static final RequestPostProcessor VIEWER = httpBasic("anna", "reads");
  private static final RequestPostProcessor OPERATOR = httpBasic("otto", "changes");

  private static final String ENCODED =
      Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode("changes");

  private static final AdminContext UNCONFIGURED =
      AdminContext.with(
              AdminSecurityAutoConfiguration.class,
              SecurityAutoConfiguration.class,
              ServletWebSecurityAutoConfiguration.class,
              UserDetailsServiceAutoConfiguration.class,
              ProblemAutoConfiguration.class)
          .bean(Feature.class, new Feature());

  private final AdminContext context =
      UNCONFIGURED
          .property("iocp.admin.users.anna.password=reads")
          .property(
              "iocp.admin.users.otto.password="
                  // "changes"
                  + "{pbkdf2@SpringSecurity_v5_8}"
                  + ENCODED)
          .property("iocp.admin.users.otto.role=operator");

  private final JwtDecoder decoder = mock(JwtDecoder.class);

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void nobodyIsAnsweredWithoutALogin(String method) {
    context.run(
        mvc ->
            assertThat(mvc.method(HttpMethod.valueOf(method)).uri(URL))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"administration\"")
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isLenientlyEqualTo(
                    "{type: 'urn:iocp:problem:unauthenticated', status: 401, instance: '%s'}"
                        .formatted(URL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/nothing", "/admin/nothing", "/admin/lib/swagger-ui/x.js", "/v3/api-docs"})
  void withoutALoginNobodyLearnsWhatThereIs(String path) {
    context.run(mvc -> assertThat(mvc.get().uri(path)).hasStatus(HttpStatus.UNAUTHORIZED));
  }

  @Test
  void aWrongPasswordIsSaidToBeWrong() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL).with(httpBasic("anna", "changes")))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .bodyJson()
                .extractingPath("detail")
                .isEqualTo("The user name or password is wrong."));
  }

  @Test
  void whoGuessesIsSlowedDownWithBasicAndOnThePage() {
    context.run(
        mvc -> {
          for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
            assertThat(mvc.get().uri(URL).with(httpBasic("anna", "guess" + i)))
                .hasStatus(HttpStatus.UNAUTHORIZED);
          }
          assertThat(mvc.get().uri(URL).with(VIEWER))
              .hasStatus(HttpStatus.TOO_MANY_REQUESTS)
              .containsHeader(HttpHeaders.RETRY_AFTER)
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:too-many-logins");
          assertThat(
                  mvc.post()
                      .uri("/admin/login")
                      .param("username", "anna")
                      .param("password", "reads")
                      .with(csrf()))
              .hasStatus(HttpStatus.TOO_MANY_REQUESTS);
        });
  }

  @Test
  void noOtherSitesPageSendsTheCookieAgainstForgeryAlong() {
    context.run(
        mvc ->
            assertThat(
                    mvc.get()
                        .uri(URL)
                        .with(OPERATOR)
                        .exchange()
                        .getResponse()
                        .getCookie("XSRF-TOKEN"))
                .isNotNull()
                .returns("Strict", cookie -> cookie.getAttribute("SameSite")));
  }

  @ParameterizedTest
  @CsvSource({"GET, 200, 200", "POST, 403, 200", "PUT, 403, 200", "DELETE, 403, 200"})
  void viewersReadAndOperatorsAlsoChange(String method, int viewer, int operator) {
    context.run(
        mvc -> {
          HttpMethod verb = HttpMethod.valueOf(method);
          assertThat(mvc.method(verb).uri(URL).with(VIEWER)).hasStatus(viewer);
          assertThat(mvc.method(verb).uri(URL).with(OPERATOR)).hasStatus(operator);
        });
  }

  @Test
  void aRoleThatIsMissingIsAProblem() {
    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL).with(VIEWER))
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .extractingPath("type")
                .isEqualTo("urn:iocp:problem:forbidden"));
  }

  @Test
  void aPageCannotBeTrickedIntoAChangeWithThePasswordThatItsBrowserRemembers() {
    context.run(
        mvc -> {
          assertThat(
                  mvc.delete()
                      .uri(URL)
                      .with(OPERATOR)
                      .header(HttpHeaders.ORIGIN, "https://evil.example"))
              .hasStatus(HttpStatus.FORBIDDEN)
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:csrf-token-required");
          assertThat(mvc.post().uri(URL).with(OPERATOR).header("Sec-Fetch-Site", "cross-site"))
              .hasStatus(HttpStatus.FORBIDDEN);
        });
  }

  @Test
  void thePageOfThisServerSendsTheTokenThatItWasGiven() {
    context.run(
        mvc -> {
          Cookie token =
              mvc.get().uri(URL).with(OPERATOR).exchange().getResponse().getCookie("XSRF-TOKEN");
          assertThat(token).isNotNull();
          assertThat(
                  mvc.delete()
                      .uri(URL)
                      .with(OPERATOR)
                      .header(HttpHeaders.ORIGIN, "http://localhost")
                      .cookie(token)
                      .header("X-XSRF-TOKEN", token.getValue()))
              .hasStatusOk();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin",
        "/admin/",
        "/admin/assets/x.js",
        "/admin/lib/uplot/x.js",
        "/assets/common/x.js"
      })
  void thePageItselfIsForEverybody(String path) {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri(path)).hasStatus(HttpStatus.NOT_FOUND);
          assertThat(mvc.post().uri(path)).hasStatus(HttpStatus.UNAUTHORIZED);
        });
  }

  @Test
  void thePageAndNothingElseIsToldWhatItMayRun() {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri("/admin/"))
              .headers()
              .hasHeaderSatisfying(
                  "Content-Security-Policy",
                  policy ->
                      assertThat(policy.get(0))
                          .contains("default-src 'none'", "frame-ancestors 'none'")
                          .doesNotContain("unsafe"));
          assertThat(mvc.get().uri(URL).with(VIEWER))
              .doesNotContainHeader("Content-Security-Policy");
        });
  }

  @Test
  void whoLogsInOnThePageStaysLoggedInUntilLoggingOut() {
    context.run(
        mvc -> {
          MockHttpSession session = logIn(mvc, "otto", "changes");
          assertThat(mvc.get().uri("/admin/session").session(session))
              .bodyJson()
              .isLenientlyEqualTo("{user: 'otto', role: 'operator', passwords: true}");
          assertThat(mvc.delete().uri(URL).session(session).with(csrf())).hasStatusOk();
          assertThat(mvc.post().uri("/admin/logout").session(session).with(csrf()))
              .hasStatus(HttpStatus.NO_CONTENT);
          assertThat(session.isInvalid()).isTrue();
        });
  }

  @Test
  void aSessionHasTheRoleOfItsUser() {
    context.run(
        mvc -> {
          MockHttpSession session = logIn(mvc, "anna", "reads");
          assertThat(mvc.get().uri(URL).session(session)).hasStatusOk();
          assertThat(mvc.delete().uri(URL).session(session).with(csrf()))
              .hasStatus(HttpStatus.FORBIDDEN);
        });
  }

  @Test
  void nobodyGetsASessionWithAWrongPassword() {
    context.run(
        mvc -> {
          MvcTestResult answer =
              mvc.post()
                  .uri("/admin/login")
                  .with(csrf())
                  .param("username", "otto")
                  .param("password", "reads")
                  .exchange();
          assertThat(answer).hasStatus(HttpStatus.UNAUTHORIZED);
          assertThat(answer)
              .bodyJson()
              .extractingPath("detail")
              .isEqualTo("The user name or password is wrong.");
          assertThat(answer.getRequest().getSession(false)).isNull();
          assertThat(mvc.get().uri("/admin/session"))
              .bodyJson()
              .isLenientlyEqualTo("{user: null, role: null, passwords: true}");
        });
  }

  @Test
  void noOtherPageLogsInOrUsesTheSession() {
    context.run(
        mvc -> {
          assertThat(
                  mvc.post()
                      .uri("/admin/login")
                      .header(HttpHeaders.ORIGIN, "https://evil.example")
                      .param("username", "otto")
                      .param("password", "changes"))
              .hasStatus(HttpStatus.FORBIDDEN);
          MockHttpSession session = logIn(mvc, "otto", "changes");
          assertThat(
                  mvc.delete()
                      .uri(URL)
                      .session(session)
                      .header(HttpHeaders.ORIGIN, "https://evil.example"))
              .hasStatus(HttpStatus.FORBIDDEN);
        });
  }

  @Test
  void aScriptThatShowsItsOwnLoginIsNotChallenged() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL).header("X-Requested-With", "XMLHttpRequest"))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .doesNotContainHeader(HttpHeaders.WWW_AUTHENTICATE));
  }

  private static MockHttpSession logIn(MockMvcTester mvc, String user, String password) {
    MvcTestResult answer =
        mvc.post()
            .uri("/admin/login")
            .with(csrf())
            .param("username", user)
            .param("password", password)
            .exchange();
    assertThat(answer).hasStatus(HttpStatus.NO_CONTENT);
    return (MockHttpSession) Objects.requireNonNull(answer.getRequest().getSession(false));
  }

  @Test
  void nothingIsKeptBetweenRequests() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL).with(VIEWER).exchange().getRequest().getSession(false))
                .isNull());
  }

  /** An algorithm that is slow by design would be computed for each request of a program. */
  @Test
  void aTypedPasswordStaysAsItIsHoweverOftenItIsUsed() {
    context.run(
        mvc -> {
          MvcTestResult answer = mvc.get().uri(URL).with(VIEWER).exchange();
          assertThat(answer).hasStatusOk();
          UserDetailsService users =
              WebApplicationContextUtils.getRequiredWebApplicationContext(
                      answer.getRequest().getServletContext())
                  .getBean(UserDetailsService.class);
          assertThat(users.loadUserByUsername("anna").getPassword()).isEqualTo("{noop}reads");
          assertThat(mvc.get().uri(URL).with(VIEWER)).hasStatusOk();
        });
  }

  @Test
  void withoutUsersAPasswordIsMadeUpAndPrintedOnce(CapturedOutput output) {
    UNCONFIGURED.run(
        mvc -> {
          Matcher line = PRINTED.matcher(output);
          assertThat(line.find()).isTrue();
          String password = line.group(1);
          assertThat(password).hasSizeGreaterThan(20);
          assertThat(output.getOut()).containsOnlyOnce(password);
          assertThat(mvc.delete().uri(URL).with(httpBasic("operator", password))).hasStatusOk();
        });
  }

  @Test
  void withUsersNoPasswordIsMadeUp(CapturedOutput output) {
    context.run(
        mvc -> {
          assertThat(output).doesNotContain("log in as", "generated security password");
          assertThat(mvc.get().uri(URL).with(httpBasic("operator", "")))
              .hasStatus(HttpStatus.UNAUTHORIZED);
        });
  }

  @Test
  void anApplicationKeepsTheUsersOfItsOwn() {
    UserDetailsService users =
        new InMemoryUserDetailsManager(
            User.withUsername("ada").password("{noop}p").roles("operator").build(),
            User.withUsername("eve").password("{noop}p").roles("shopper").build());
    UNCONFIGURED
        .bean(UserDetailsService.class, users)
        .run(
            mvc -> {
              assertThat(mvc.delete().uri(URL).with(httpBasic("ada", "p"))).hasStatusOk();
              assertThat(mvc.get().uri(URL).with(httpBasic("eve", "p")))
                  .hasStatus(HttpStatus.FORBIDDEN);
            });
  }

  @Test
  void aBearerTokenCarriesItsRole() {
    when(decoder.decode("v")).thenReturn(token("viewer"));
    when(decoder.decode("o")).thenReturn(token("operator"));
    UNCONFIGURED
        .bean(JwtDecoder.class, decoder)
        .run(
            mvc -> {
              assertThat(mvc.get().uri(URL).header("Authorization", "Bearer v")).hasStatusOk();
              assertThat(mvc.delete().uri(URL).header("Authorization", "Bearer v"))
                  .hasStatus(HttpStatus.FORBIDDEN);
              assertThat(mvc.delete().uri(URL).header("Authorization", "Bearer o")).hasStatusOk();
            });
  }

  @Test
  void aBearerTokenIsNoBrowsersToSendSoItNeedsNoOther() {
    when(decoder.decode("o")).thenReturn(token("operator"));
    UNCONFIGURED
        .bean(JwtDecoder.class, decoder)
        .run(
            mvc ->
                assertThat(
                        mvc.delete()
                            .uri(URL)
                            .header("Authorization", "Bearer o")
                            .header(HttpHeaders.ORIGIN, "https://console.example"))
                    .hasStatusOk());
  }

  @Test
  void withTokensAndWithoutUsersNobodyLogsInWithAPassword(CapturedOutput output) {
    when(decoder.decode(anyString())).thenThrow(new BadJwtException("expired"));
    UNCONFIGURED
        .bean(JwtDecoder.class, decoder)
        .run(
            mvc -> {
              assertThat(output).doesNotContain("log in as");
              assertThat(mvc.get().uri(URL).with(httpBasic("operator", "")))
                  .hasStatus(HttpStatus.UNAUTHORIZED)
                  .hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
              assertThat(mvc.get().uri(URL).header("Authorization", "Bearer x"))
                  .hasStatus(HttpStatus.UNAUTHORIZED)
                  .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                  .bodyJson()
                  .extractingPath("detail")
                  .isEqualTo("The bearer token is invalid or expired.");
            });
  }

  @Test
  void theRestOfTheApplicationIsNotTouched() {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri("/page")).hasStatusOk();
          assertThat(mvc.post().uri("/page").header(HttpHeaders.ORIGIN, "https://a.example"))
              .hasStatusOk();
        });
  }

  @Test
  void eachAttemptToChangeSomethingIsOneLine(CapturedOutput output) {
    context.run(
        mvc -> {
          mvc.get().uri(URL).with(OPERATOR).exchange();
          assertThat(output).doesNotContain("io.iocp.admin.audit");
          mvc.delete().uri(URL + "?reason=x").with(OPERATOR).exchange();
          mvc.delete().uri(URL).with(VIEWER).exchange();
          mvc.delete().uri(URL).exchange();
          assertThat(output.getOut().lines().filter(line -> line.contains("io.iocp.admin.audit")))
              .satisfiesExactly(
                  line ->
                      assertThat(line)
                          .endsWith("otto from 127.0.0.1: DELETE " + URL + "?reason=x" + " -> 200"),
                  line ->
                      assertThat(line).endsWith("anna from 127.0.0.1: DELETE " + URL + " -> 403"),
                  line -> assertThat(line).contains("anonymous", "-> 401"));
        });
  }

  private static Jwt token(String role) {
    return new Jwt(
        "t", null, null, Map.of("alg", "none"), Map.of("sub", "somebody", "roles", List.of(role)));
  }

  @RestController
  static class Feature {

    @RequestMapping(URL)
    String feature() {
      return "feature";
    }

    @RequestMapping("/page")
    String page() {
      return "page";
    }
  }
}
