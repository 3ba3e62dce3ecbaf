package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.autoconfigure.security.IocpSecurityAutoConfiguration;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.security.FilteredHandshakes;
import io.iocp.websocket.security.SecurityHandlerContext;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Timeout(120)
class SecurityAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class, IocpSecurityAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  private final ApplicationContextRunner withFilters =
      runner.withBean(
          "springSecurityFilterChain",
          Filter.class,
          () -> (request, response, chain) -> chain.doFilter(request, response));

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void withSecuritysFiltersTheyDecideAboutHandshakes() {
    withFilters.run(
        context -> {
          assertThat(context).hasSingleBean(FilteredHandshakes.class);
          assertThat(context).hasSingleBean(SecurityHandlerContext.class);
        });
  }

  @Test
  void withoutFiltersNobodyIsAsked() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).doesNotHaveBean(FilteredHandshakes.class);
        });
  }

  @Test
  void itCanBeSwitchedOff() {
    withFilters
        .withPropertyValues("iocp.websocket.security=false")
        .run(context -> assertThat(context).doesNotHaveBean(FilteredHandshakes.class));
  }

  @Test
  void nothingOfSpringSecurityIsNeeded() {
    runner
        .withClassLoader(new FilteredClassLoader("org.springframework.security", "jakarta.servlet"))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean("iocpFilteredHandshakes");
            });
  }

  @Test
  void springsOwnHandlersAreNotNeeded() {
    withFilters
        .withClassLoader(new FilteredClassLoader("org.springframework.web.socket"))
        .run(
            context -> {
              assertThat(context).hasSingleBean(FilteredHandshakes.class);
              assertThat(context).doesNotHaveBean("iocpHandlerContext");
            });
  }
}
