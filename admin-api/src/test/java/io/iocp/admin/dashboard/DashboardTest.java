package io.iocp.admin.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.admin.AdminContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;

class DashboardTest {

  private final AdminContext context = AdminContext.with(DashboardAutoConfiguration.class);

  @Test
  void thePageIsAFolderSoThatItsLinksAreRelative() {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri("/admin"))
              .hasStatus(HttpStatus.FOUND)
              .hasRedirectedUrl("/admin/");
          assertThat(mvc.get().uri("/admin/")).hasForwardedUrl("/admin/index.html");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/admin/index.html, <!doctype html>",
    "/admin/assets/main.js, import",
    "/admin/assets/style.css, :root",
    "/assets/common/units.js, bitRate",
    "/assets/common/text.js, setText",
    "/admin/lib/uplot/dist/uPlot.esm.js, uPlot",
    "/admin/lib/uplot/dist/uPlot.min.css, .uplot"
  })
  void itsFilesAreServedAndAskedForAnew(String path, String content) {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(path))
                .hasStatusOk()
                .hasHeader("Cache-Control", "no-cache")
                .bodyText()
                .contains(content));
  }

  @Test
  void nothingElseIsServed() {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri("/admin/DashboardAutoConfiguration.class"))
              .hasStatus(HttpStatus.NOT_FOUND);
          assertThat(mvc.get().uri("/admin/assets/nothing.js")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }
}
