package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PageHeadersTest {

  @Test
  void pagesRunNothingButTheirOwnScripts() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();

    new PageHeaders().doFilter(new MockHttpServletRequest(), response, new MockFilterChain());

    assertThat(response.getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe", "frame-ancestors");
    assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
  }

  @Test
  void administrationKeepsItsOwnPolicy() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();

    new PageHeaders()
        .doFilter(new MockHttpServletRequest("GET", "/admin/"), response, new MockFilterChain());

    assertThat(response.getHeaderNames()).isEmpty();
  }
}
