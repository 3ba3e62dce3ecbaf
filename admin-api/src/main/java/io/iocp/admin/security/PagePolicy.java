package io.iocp.admin.security;

import io.iocp.admin.AdminApi;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** What is open of the page, and what the page may do in a browser. */
final class PagePolicy {

  /** What the page is made of: the same for everybody. All that it shows is asked of the API. */
  static final String[] OPEN = {
    AdminApi.PAGE_PATH,
    AdminApi.PAGE_PATH + "/",
    AdminApi.PAGE_PATH + "/index.html",
    AdminApi.PAGE_PATH + "/assets/**",
    AdminApi.PAGE_PATH + "/lib/uplot/**",
    AdminApi.COMMON_ASSETS,
    SessionController.PATH
  };

  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "media-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private PagePolicy() {}

  /** Nothing but the page's own scripts, and no page around it. */
  static HeaderWriter contentSecurity() {
    return new DelegatingRequestMatcherHeaderWriter(
        PathPatternRequestMatcher.pathPattern(AdminApi.PAGE_PATH + "/**"),
        new ContentSecurityPolicyHeaderWriter(CONTENT_SECURITY_POLICY));
  }
}
