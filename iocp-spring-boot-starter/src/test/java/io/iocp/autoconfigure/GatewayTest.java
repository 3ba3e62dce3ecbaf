package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.gateway.GatewayAutoConfiguration;
import io.iocp.http.gateway.PassedRequests;
import io.iocp.http.gateway.WebServerLocation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One port for the transport and for the web server of the same application. */
@Timeout(120)
class GatewayTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final WebApplicationContextRunner application =
      new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
          .withConfiguration(
              AutoConfigurations.of(
                  TomcatServletWebServerAutoConfiguration.class,
                  GatewayAutoConfiguration.class,
                  IocpAutoConfiguration.class))
          .withUserConfiguration(Web.class)
          .withPropertyValues(
              "server.port=0",
              "iocp.port=0",
              "iocp.address=127.0.0.1",
              "iocp.engine=nio",
              "iocp.workers=1");

  @Configuration(proxyBeanMethods = false)
  static class Web {

    @Bean
    ServletRegistrationBean<HttpServlet> whoAsks() {
      return new ServletRegistrationBean<>(new WhoAsks(), "/*");
    }
  }

  @SuppressWarnings("serial") // Nobody writes it anywhere.
  private static final class WhoAsks extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(
              String.join(
                  " ",
                  request.getRemoteAddr(),
                  request.getRequestURL(),
                  Boolean.toString(request.isSecure()),
                  String.valueOf(request.getAttribute(PassedRequests.ATTRIBUTE))));
    }
  }

  private static String ask(int port, String... headers) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/x"))
                .headers(headers)
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static final String[] TELLING = {
    "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "a.example"
  };

  private static int port(AssertableWebApplicationContext context) {
    return context.getBean(IocpTransport.class).address().getPort();
  }

  private static int webPort(AssertableWebApplicationContext context) {
    return ((AnnotationConfigServletWebServerApplicationContext)
            context.getSourceApplicationContext())
        .getWebServer()
        .getPort();
  }

  @Test
  void theWebServerSeesTheClientAndNotTheTransport() {
    application
        .withPropertyValues("iocp.http.pass-through.enabled=true")
        .run(
            context -> {
              int port = port(context);
              assertThat(ask(port, TELLING))
                  .as("a stranger says nothing about himself")
                  .isEqualTo("127.0.0.1 http://127.0.0.1:" + port + "/x false true");
              assertThat(ask(webPort(context), TELLING))
                  .as("nor does who asks the web server itself, though from this machine")
                  .isEqualTo("127.0.0.1 http://127.0.0.1:" + webPort(context) + "/x false null");
            });
  }

  @Test
  void aTrustedProxyIsBelieved() {
    application
        .withPropertyValues(
            "iocp.http.pass-through.enabled=true", "iocp.access.trusted-proxies=127.0.0.1")
        .run(
            context ->
                assertThat(ask(port(context), TELLING))
                    .isEqualTo("203.0.113.9 https://a.example/x true true"));
  }

  @Test
  void nothingIsPassedThroughUnlessThatIsSaid() {
    application.run(
        context -> {
          assertThat(context).doesNotHaveBean(WebServerLocation.class);
          assertThat(ask(port(context), TELLING)).isEqualTo("this port accepts WebSocket only\n");
        });
  }

  @Test
  void thereMayBeNoWebServer() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(GatewayAutoConfiguration.class, IocpAutoConfiguration.class))
        .withPropertyValues("iocp.http.pass-through.enabled=true", "iocp.port=0", "iocp.engine=nio")
        .run(context -> assertThat(context).doesNotHaveBean(WebServerLocation.class));
  }
}
