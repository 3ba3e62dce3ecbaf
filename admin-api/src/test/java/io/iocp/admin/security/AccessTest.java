package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

class AccessTest {

  private final AdminContext context =
      AdminContext.with(AdminSecurityAutoConfiguration.class, ProblemAutoConfiguration.class)
          .bean(Feature.class, new Feature());

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "DELETE", "OPTIONS"})
  void nothingIsAnsweredUnlessSomebodyOpensTheApi(String method) {
    context.run(
        mvc ->
            assertThat(mvc.method(HttpMethod.valueOf(method)).uri("/api/v1/feature"))
                .hasStatus(HttpStatus.FORBIDDEN)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON));
  }

  @Test
  void theRefusalSaysHowToOpenTheApi() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri("/api/v1/feature"))
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:administration-closed",
                      "status": 403,
                      "detail": "The administration API is closed. Set iocp.admin.access=open to \
                    let in everybody who reaches this port."
                    }
                    """));
  }

  @Test
  void openLetsEverybodyIn() {
    context
        .property("iocp.admin.access=open")
        .run(mvc -> assertThat(mvc.get().uri("/api/v1/feature")).hasStatusOk());
  }

  @Test
  void aClosedApiDoesNotTellWhichResourcesItHas() {
    context.run(
        mvc -> assertThat(mvc.get().uri("/api/v1/nothing")).hasStatus(HttpStatus.FORBIDDEN));
  }

  @Test
  void theRestOfTheApplicationIsNotTouched() {
    context.run(mvc -> assertThat(mvc.get().uri("/page")).hasStatusOk());
  }

  @RestController
  static class Feature {

    @RequestMapping("/api/v1/feature")
    String feature() {
      return "feature";
    }

    @RequestMapping("/page")
    String page() {
      return "page";
    }
  }
}
