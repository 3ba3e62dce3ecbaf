package io.iocp.streaming;

import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The web port: pages, and what stands in front of them and of Actuator. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

  /** The player page lives at the path of its stream, the page's own file elsewhere. */
  @Bean
  WebMvcConfigurer playerPages() {
    return new WebMvcConfigurer() {
      @Override
      public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/watch/{stream}").setViewName("forward:/watch.html");
      }
    };
  }

  @Bean
  PageHeaders pageHeaders() {
    return new PageHeaders();
  }

  /** A management port of its own is somebody's decision about who reaches it. */
  @Bean
  @ConditionalOnManagementPort(ManagementPortType.SAME)
  @ConditionalOnProperty(
      name = "streaming.actuator.access",
      havingValue = "local",
      matchIfMissing = true)
  ActuatorGate actuatorGate(@Lazy PathMappedEndpoints endpoints) {
    return new ActuatorGate(endpoints);
  }
}
