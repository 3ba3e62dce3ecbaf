package io.iocp.admin.problem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Sets up the problem details of the administration API. */
@AutoConfiguration(
    afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ProblemAutoConfiguration {

  @Bean
  ProblemWriter iocpAdminProblemWriter(JsonMapper mapper) {
    return new ProblemWriter(new JacksonJsonHttpMessageConverter(mapper));
  }

  @Bean
  JsonMapperBuilderCustomizer iocpAdminUnknownFields() {
    return builder -> builder.addHandler(new UnknownFields());
  }

  @Bean
  ProblemResolver iocpAdminProblemResolver(ProblemWriter writer) {
    return new ProblemResolver(writer);
  }
}
