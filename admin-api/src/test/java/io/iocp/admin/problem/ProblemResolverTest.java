package io.iocp.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.admin.AdminContext;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ProblemResolverTest {

  private final AdminContext context =
      AdminContext.with(ProblemAutoConfiguration.class).bean(Feature.class, new Feature());

  @Test
  void anUnknownResourceIsAProblem() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri("/api/v1/nothing"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isStrictlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:not-found",
                      "title": "No such resource",
                      "status": 404,
                      "detail": "The administration API has no such resource.",
                      "instance": "/api/v1/nothing"
                    }
                    """));
  }

  @Test
  void aWrongMethodIsAProblemThatNamesTheRightOnes() {
    context.run(
        mvc ->
            assertThat(mvc.post().uri("/api/v1/feature"))
                .hasStatus(HttpStatus.METHOD_NOT_ALLOWED)
                .hasHeader(HttpHeaders.ALLOW, "GET")
                .bodyJson()
                .extractingPath("type")
                .isEqualTo("urn:iocp:problem:method-not-allowed"));
  }

  @Test
  void aCallerWhoAcceptsNoJsonStillGetsTheProblem() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri("/api/v1/feature").accept(MediaType.APPLICATION_PDF))
                .hasStatus(HttpStatus.NOT_ACCEPTABLE)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON));
  }

  @Test
  void aFailureIsReportedWithoutItsInnards() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri("/api/v1/failure"))
                .hasStatus(HttpStatus.INTERNAL_SERVER_ERROR)
                .bodyText()
                .contains("urn:iocp:problem:internal-error")
                .doesNotContain("secret"));
  }

  @Test
  void errorsOfTheRestOfTheApplicationAreLeftToIt() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri("/failure"))
                .hasFailed()
                .failure()
                .hasRootCauseMessage("secret"));
  }

  @RestController
  static class Feature {

    @GetMapping(path = "/api/v1/feature", produces = MediaType.APPLICATION_JSON_VALUE)
    String feature() {
      return "\"feature\"";
    }

    @GetMapping({"/api/v1/failure", "/failure"})
    String failure() {
      throw new IllegalStateException("secret");
    }
  }
}
