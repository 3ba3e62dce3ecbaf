package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.time.NanoClock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/** The web port: pages, and what stands in front of them. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

  private static final int BEFORE_STATIC_FILES = 1;

  private static final String[] PUBLIC = {
    "/",
    "/index.html",
    "/watch/{stream}",
    "/embed/{stream}",
    "/watch.html",
    "/embed.html",
    "/publish/{stream}",
    "/wall",
    "/wall.html",
    "/assets/**",
    JarDownload.PATH,
    "/streams.json",
    "/streams/{name}/status.json",
    "/streams/{name}/picture",
    "/streams/{name}/picture.mp4",
    "/recordings",
    "/recordings.html",
    "/recordings.json",
    "/recordings/{file}"
  };

  /** The pages of a stream live at its path, their own files elsewhere. */
  @Bean
  WebMvcConfigurer playerPages() {
    return new WebMvcConfigurer() {
      @Override
      public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/watch/{stream}").setViewName("forward:/watch.html");
        registry.addViewController("/embed/{stream}").setViewName("forward:/embed.html");
        registry.addViewController("/wall").setViewName("forward:/wall.html");
        registry.addViewController("/recordings").setViewName("forward:/recordings.html");
        registry.addViewController("/publish/{stream}").setViewName("forward:/publish.html");
      }

      /** What plays HLS, whatever its version is. */
      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry
            .addResourceHandler("/assets/lib/**")
            .addResourceLocations("classpath:/META-INF/resources/webjars/")
            .setCacheControl(CacheControl.noCache())
            .setUseLastModified(false)
            .resourceChain(true)
            .addResolver(new LiteWebJarsResourceResolver());
      }
    };
  }

  /** The commands, for those who have nothing to publish with: nothing where there is no jar. */
  @Bean
  SimpleUrlHandlerMapping jarDownload(StreamingProperties properties) throws Exception {
    Map<String, JarDownload> handlers = new HashMap<>();
    File source = new ApplicationHome(StreamingServiceApplication.class).getSource();
    Optional<Path> jar = properties.jarDownload() ? JarDownload.runnable(source) : Optional.empty();
    if (jar.isPresent()) {
      handlers.put(JarDownload.PATH, new JarDownload(jar.get()));
    }
    return new SimpleUrlHandlerMapping(handlers, BEFORE_STATIC_FILES);
  }

  @Bean
  RequestBodies requestBodies() {
    return new RequestBodies(NanoClock.system());
  }

  @Bean
  RequestsPerAddress requestsPerAddress() {
    return new RequestsPerAddress();
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> bodiesFirst(
      RequestBodies bodies, RequestsPerAddress requests) {
    return factory -> factory.addEngineValves(bodies, requests);
  }

  @Bean
  MeterBinder webMeters(RequestBodies bodies, RequestsPerAddress requests) {
    return registry -> {
      FunctionCounter.builder("streaming.web.bodies.refused", bodies, RequestBodies::refused)
          .description("Bodies of requests refused: too many at once, too large or too slow")
          .register(registry);
      FunctionCounter.builder(
              "streaming.web.requests.refused", requests, RequestsPerAddress::refused)
          .description("Requests refused because of too many at once from their address")
          .register(registry);
    };
  }

  @Bean
  BannedAddresses bannedAddresses(IocpTransport transport) {
    return new BannedAddresses(transport.clients().access());
  }

  @Bean
  PageHeaders pageHeaders(StreamingProperties properties) {
    return new PageHeaders(properties.page().frameAncestors());
  }

  /**
   * Everybody may see the pages and what they ask for; what is not listed is not there. Nothing
   * here changes anything, so there is nobody to log in. Administration and Actuator have rules of
   * their own, which come first.
   */
  @Bean
  SecurityFilterChain publicPages(HttpSecurity http, Environment environment) {
    List<String> origins =
        Binder.get(environment)
            .bind("iocp.websocket.allowed-origins", Bindable.listOf(String.class))
            .orElse(List.of());
    HttpStatusEntryPoint notThere = new HttpStatusEntryPoint(HttpStatus.NOT_FOUND);
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, PUBLIC)
                    .permitAll()
                    .requestMatchers(HttpMethod.HEAD, PUBLIC)
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .exceptionHandling(handling -> handling.authenticationEntryPoint(notThere))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.disable())
        .cors(cors -> cors.configurationSource(new EmbeddingOrigins(origins)))
        .csrf(csrf -> csrf.disable())
        .logout(logout -> logout.disable())
        // The pages have their own: they may be framed and cached.
        .headers(headers -> headers.disable())
        .build();
  }
}
