package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PageHeadersTest {

  @Test
  void pagesRunNothingButTheirOwnScripts() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();

    new PageHeaders(List.of("*"))
        .doFilter(new MockHttpServletRequest(), response, new MockFilterChain());

    assertThat(response.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void thePageThatPublishesAloneMayHaveCameraAndScreenAndIsNotFramed() throws Exception {
    MockHttpServletResponse publish = new MockHttpServletResponse();
    MockHttpServletResponse other = new MockHttpServletResponse();

    new PageHeaders(List.of("*"))
        .doFilter(
            new MockHttpServletRequest("GET", "/publish/desk"), publish, new MockFilterChain());
    new PageHeaders(List.of("*"))
        .doFilter(new MockHttpServletRequest("GET", "/watch/desk"), other, new MockFilterChain());

    assertThat(publish.getHeader("Permissions-Policy"))
        .contains("camera=(self)", "microphone=(self)", "display-capture=(self)");
    assertThat(publish.getHeader("Content-Security-Policy"))
        .contains("script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(other.getHeader("Permissions-Policy"))
        .contains("camera=()", "microphone=()", "display-capture=()");
  }

  @Test
  void administrationKeepsItsOwnPolicy() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();

    new PageHeaders(List.of("*"))
        .doFilter(new MockHttpServletRequest("GET", "/admin/"), response, new MockFilterChain());

    assertThat(response.getHeaderNames()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/embed/desk, frame-ancestors https://a.example https://b.example",
    "/watch/desk, frame-ancestors https://a.example https://b.example",
    "/, frame-ancestors 'none'"
  })
  void playersMayBeFramedByWhomTheSettingsNameAndOtherPagesByNobody(String path, String expected)
      throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();

    new PageHeaders(List.of("https://a.example", "https://b.example"))
        .doFilter(new MockHttpServletRequest("GET", path), response, new MockFilterChain());

    assertThat(response.getHeader("Content-Security-Policy")).endsWith(expected);
  }
}
