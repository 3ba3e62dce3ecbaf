package io.iocp.admin.openapi;

import io.iocp.admin.AdminApi;
import org.springdoc.core.models.GroupedOpenApi;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Describes the administration API, apart from what else the application may describe. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(GroupedOpenApi.class)
public final class OpenApiAutoConfiguration {

  @Bean
  GroupedOpenApi iocpAdminOpenApi(JsonMapper json) {
    ApiDescription description = new ApiDescription(Examples.load(json));
    return GroupedOpenApi.builder()
        .group("iocp-admin")
        .displayName("Administration")
        .pathsToMatch(AdminApi.BASE_PATH + "/**")
        .addOperationCustomizer(description)
        .addOpenApiCustomizer(description)
        .build();
  }
}
