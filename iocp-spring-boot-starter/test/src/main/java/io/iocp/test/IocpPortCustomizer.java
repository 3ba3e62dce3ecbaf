package io.iocp.test;

import io.iocp.IocpTransport;
import java.util.Map;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Asks for any free port, unless the test or its application says which, and puts the real one into
 * the environment. One for all contexts, so that it does not keep them from being shared.
 */
enum IocpPortCustomizer implements ContextCustomizer {
  INSTANCE;

  private static final String ANY_PORT = "iocp.test.anyPort";
  private static final String LOCAL_PORT = "iocp.test.localPort";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    context
        .getEnvironment()
        .getPropertySources()
        .addLast(new MapPropertySource(ANY_PORT, Map.of("iocp.port", 0)));
    ApplicationListener<ContextRefreshedEvent> listener =
        event -> {
          if (event.getApplicationContext() == context) {
            tellPort(context);
          }
        };
    context.addApplicationListener(listener);
  }

  private static void tellPort(ConfigurableApplicationContext context) {
    ConfigurableEnvironment environment = context.getEnvironment();
    context
        .getBeanProvider(IocpTransport.class)
        .ifUnique(
            transport -> {
              if (transport.isListening()) {
                environment
                    .getPropertySources()
                    .addFirst(
                        new MapPropertySource(
                            LOCAL_PORT,
                            Map.of(LocalIocpPort.PROPERTY, transport.address().getPort())));
              }
            });
  }
}
