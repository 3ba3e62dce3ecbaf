package io.iocp.admin.dashboard;

import io.iocp.admin.AdminApi;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/**
 * Serves the page, whatever else the application serves and wherever it keeps its own files.
 *
 * <p>The files are the same for everybody and show nothing by themselves; what they show they ask
 * the API for.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class DashboardAutoConfiguration {

  private static final String FILES = "classpath:/META-INF/iocp-admin/";
  private static final String COMMON = "classpath:/META-INF/resources/assets/common/";
  private static final String LIBRARIES = "classpath:/META-INF/resources/webjars/";

  @Bean
  WebMvcConfigurer iocpAdminDashboard() {
    return new WebMvcConfigurer() {

      @Override
      public void addViewControllers(ViewControllerRegistry registry) {
        // The page's links are relative to its folder, so that a context path does no harm.
        registry.addRedirectViewController(AdminApi.PAGE_PATH, AdminApi.PAGE_PATH + "/");
        registry
            .addViewController(AdminApi.PAGE_PATH + "/")
            .setViewName("forward:" + AdminApi.PAGE_PATH + "/index.html");
      }

      /**
       * Browsers fetch files anew: they belong together, and their dates do not tell whether one
       * has changed, since a reproducible build gives all versions the same.
       */
      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry
            .addResourceHandler(AdminApi.PAGE_PATH + "/**")
            .addResourceLocations(FILES)
            .setCacheControl(CacheControl.noCache())
            .setUseLastModified(false);
        registry
            .addResourceHandler(AdminApi.COMMON_ASSETS)
            .addResourceLocations(COMMON)
            .setCacheControl(CacheControl.noCache())
            .setUseLastModified(false);
        registry
            .addResourceHandler(AdminApi.PAGE_PATH + "/lib/**")
            .addResourceLocations(LIBRARIES)
            .setCacheControl(CacheControl.noCache())
            .setUseLastModified(false)
            .resourceChain(true)
            .addResolver(new LiteWebJarsResourceResolver());
      }
    };
  }
}
