package io.iocp.admin;

import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

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

  /** Starts the application and hands it to the test. */
  public void run(Consumer<MockMvcTester> test) {
    runner.run(context -> test.accept(MockMvcTester.from(context)));
  }
}
