package io.iocp.admin;

import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;

/** A web application around some parts of the API, with nothing else in it. */
public final class AdminContext {

  private final WebApplicationContextRunner runner;

  private AdminContext(WebApplicationContextRunner runner) {
    this.runner = runner;
  }

  public static AdminContext with(Class<?>... autoConfigurations) {
    return new AdminContext(
        new WebApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    DispatcherServletAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    HttpMessageConvertersAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withConfiguration(AutoConfigurations.of(autoConfigurations)));
  }

  public <T> AdminContext bean(Class<T> type, T bean) {
    return new AdminContext(runner.withBean(type, () -> bean));
  }

  public AdminContext property(String pair) {
    return new AdminContext(runner.withPropertyValues(pair));
  }

  /** Starts the application and hands it to the test, behind its security filters if it has any. */
  public void run(Consumer<MockMvcTester> test) {
    runner.run(context -> test.accept(tester(context)));
  }

  private static MockMvcTester tester(AssertableWebApplicationContext context) {
    return context.containsBean("springSecurityFilterChain")
        ? MockMvcTester.from(
            context, (DefaultMockMvcBuilder mvc) -> mvc.apply(springSecurity()).build())
        : MockMvcTester.from(context);
  }
}
