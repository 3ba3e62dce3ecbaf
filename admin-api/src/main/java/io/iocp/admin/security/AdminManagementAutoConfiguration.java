package io.iocp.admin.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Puts Actuator under the rules of the administration API, on whatever port it is: health is for
 * everybody, a heap dump for operators only, for it holds every secret of the process.
 */
@AutoConfiguration(before = AdminSecurityAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(WebServerNamespace.class)
public final class AdminManagementAutoConfiguration {

  private static final String HEALTH = "health";
  private static final String PROMETHEUS = "prometheus";

  @Bean
  ManagementRules iocpAdminManagementRules(AdminProperties properties) {
    List<RequestMatcher> open = new ArrayList<>();
    open.add(EndpointRequest.to(HEALTH));
    open.add(EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HEALTH));
    if (properties.prometheusAccess() == AdminProperties.PrometheusAccess.OPEN) {
      open.add(EndpointRequest.to(PROMETHEUS));
    }
    return new ManagementRules(
        EndpointRequest.toAnyEndpoint(),
        open,
        EndpointRequest.to("heapdump"),
        EndpointRequest.toAnyEndpoint().excluding(HEALTH, "info", PROMETHEUS).excludingLinks());
  }
}
