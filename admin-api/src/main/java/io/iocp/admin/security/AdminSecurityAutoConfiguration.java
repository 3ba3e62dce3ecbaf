package io.iocp.admin.security;

import io.iocp.IocpTransport;
import io.iocp.access.AddressRange;
import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.admin.problem.ProblemWriter;
import io.iocp.time.NanoClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Decides who may use the administration API, its page and its documentation, and the management
 * endpoints. The rest of the application is its own affair.
 *
 * <p>There are passwords (HTTP Basic, and a session for the page), unless tokens are configured and
 * no users are; and bearer tokens where Spring Boot's {@code
 * spring.security.oauth2.resourceserver.jwt} names who issues them: a token's claim {@code roles}
 * has {@code viewer} or {@code operator} in it. An application with a {@code UserDetailsService} of
 * its own keeps it; its users need one of these roles.
 */
@AutoConfiguration(
    after = ProblemAutoConfiguration.class,
    before = {
      UserDetailsServiceAutoConfiguration.class,
      ServletWebSecurityAutoConfiguration.class,
      ManagementWebSecurityAutoConfiguration.class,
      OAuth2ResourceServerWebSecurityAutoConfiguration.class
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(AdminProperties.class)
public final class AdminSecurityAutoConfiguration {

  private static final String[] PATHS = {
    AdminApi.BASE_PATH + "/**",
    AdminApi.PAGE_PATH,
    AdminApi.PAGE_PATH + "/**",
    AdminApi.COMMON_ASSETS,
    "/v3/api-docs/**",
    "/v3/api-docs.yaml",
    "/swagger-ui.html",
    "/swagger-ui/**"
  };

  /** What may name any stream, file or person, and cannot be shown in part. */
  private static final String[] ABOUT_EVERYTHING = {
    AdminApi.BASE_PATH + "/logs",
    AdminApi.BASE_PATH + "/jobs",
    AdminApi.BASE_PATH + "/jobs/**",
    AdminApi.BASE_PATH + "/access/revocations"
  };

  private static final String ROLES_CLAIM = "roles";

  @Bean
  @ConditionalOnMissingBean(UserDetailsService.class)
  AdminUsers iocpAdminUsers(AdminProperties properties, ObjectProvider<JwtDecoder> tokens) {
    boolean nobodyElse = properties.users().isEmpty() && tokens.getIfAvailable() == null;
    return nobodyElse ? AdminUsers.generated() : AdminUsers.configured(properties.users());
  }

  @Bean
  PasswordCheck iocpAdminPasswordCheck(
      ObjectProvider<AdminUsers> own,
      ObjectProvider<UserDetailsService> users,
      ObjectProvider<PasswordEncoder> encoder) {
    AdminUsers admin = own.getIfAvailable();
    if (admin != null) {
      return new PasswordCheck(admin.check());
    }
    DaoAuthenticationProvider provider =
        new DaoAuthenticationProvider(users.getIfUnique(InMemoryUserDetailsManager::new));
    encoder.ifAvailable(provider::setPasswordEncoder);
    return new PasswordCheck(provider);
  }

  @Bean
  LoginGuard iocpAdminLoginGuard(ObjectProvider<IocpTransport> transport) {
    return new LoginGuard(
        NanoClock.system(),
        (address, time) ->
            transport.ifAvailable(
                own ->
                    own.clients()
                        .access()
                        .ban(AddressRange.of(address), "guessed passwords", time)));
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE + 100)
  SecurityFilterChain iocpAdminSecurity(
      HttpSecurity http,
      AdminProperties properties,
      ProblemWriter problems,
      ObjectProvider<AdminUsers> users,
      LoginGuard guard,
      ObjectProvider<ManagementRules> management,
      ObjectProvider<JwtDecoder> decoder,
      ObjectProvider<JwtAuthenticationConverter> converter,
      ObjectProvider<VisibilityDirectory> visibility) {
    ManagementRules rules = management.getIfAvailable();
    boolean tokens = decoder.getIfAvailable() != null;
    boolean passwords = passwords(properties, tokens);
    SecurityProblems refusals = new SecurityProblems(problems, passwords, tokens);
    http.securityMatcher(guarded(rules))
        .addFilterAfter(new AuditFilter(), SecurityContextHolderFilter.class)
        .headers(
            headers ->
                headers
                    .addHeaderWriter(PagePolicy.contentSecurity())
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
        .requestCache(cache -> cache.disable())
        .formLogin(form -> form.disable())
        .logout(logout -> logout.disable())
        // First what requires a token, then, by the resource server below, what does not.
        .csrf(
            csrf ->
                csrf.spa()
                    .csrfTokenRepository(csrfCookie())
                    .requireCsrfProtectionMatcher(new BrowserRequestMatcher()))
        .exceptionHandling(
            handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
    if (passwords) {
      http.httpBasic(
          basic ->
              basic
                  .authenticationEntryPoint(refusals)
                  // A password that comes with each request makes no session.
                  .securityContextRepository(new RequestAttributeSecurityContextRepository()));
      PageLogin.configure(http, problems);
      users.ifAvailable(own -> checkWith(http, own, guard));
    } else {
      http.sessionManagement(
          session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }
    if (tokens) {
      JwtAuthenticationConverter roles = converter.getIfAvailable(() -> rolesFromClaim());
      http.oauth2ResourceServer(
          server ->
              server
                  .authenticationEntryPoint(refusals)
                  .accessDeniedHandler(refusals)
                  .jwt(jwt -> jwt.jwtAuthenticationConverter(roles)));
    }
    authorize(http, rules, new CallerVisibility(visibility));
    return http.build();
  }

  @Bean
  SessionController iocpAdminSessionController(
      AdminProperties properties, ObjectProvider<JwtDecoder> decoder) {
    return new SessionController(passwords(properties, decoder.getIfAvailable() != null));
  }

  /** For the page's scripts, and no page of somebody else's sends it along. */
  private static CookieCsrfTokenRepository csrfCookie() {
    CookieCsrfTokenRepository cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
    cookie.setCookieCustomizer(attributes -> attributes.sameSite("Strict"));
    return cookie;
  }

  /** These users and nobody else's. */
  private static void checkWith(HttpSecurity http, AdminUsers users, LoginGuard guard) {
    http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(null);
    http.authenticationProvider(new GuardedLogin(users.check(), guard));
  }

  private static boolean passwords(AdminProperties properties, boolean tokens) {
    return !tokens || !properties.users().isEmpty();
  }

  private static void authorize(
      HttpSecurity http, @Nullable ManagementRules management, CallerVisibility caller) {
    String viewer = AdminRole.VIEWER.roleName();
    String operator = AdminRole.OPERATOR.roleName();
    AuthorizationManager<RequestAuthorizationContext> seesEverything =
        AuthorizationManagers.allOf(
            AuthorityAuthorizationManager.hasAnyRole(viewer, operator),
            (user, request) -> new AuthorizationDecision(caller.current().everything()));
    http.authorizeHttpRequests(
        requests -> {
          if (management != null) {
            management.open().forEach(open -> requests.requestMatchers(open).permitAll());
            requests.requestMatchers(management.operatorOnly()).hasRole(operator);
            requests.requestMatchers(reading(management.everything())).access(seesEverything);
          }
          requests
              .requestMatchers(HttpMethod.GET, PagePolicy.OPEN)
              .permitAll()
              .requestMatchers(HttpMethod.HEAD, PagePolicy.OPEN)
              .permitAll()
              .requestMatchers(HttpMethod.GET, ABOUT_EVERYTHING)
              .access(seesEverything)
              .requestMatchers(HttpMethod.HEAD, ABOUT_EVERYTHING)
              .access(seesEverything)
              .requestMatchers(HttpMethod.GET)
              .hasAnyRole(viewer, operator)
              .requestMatchers(HttpMethod.HEAD)
              .hasAnyRole(viewer, operator)
              .requestMatchers(HttpMethod.OPTIONS)
              .hasAnyRole(viewer, operator)
              .anyRequest()
              .hasRole(operator);
        });
  }

  private static RequestMatcher reading(RequestMatcher matcher) {
    return request ->
        (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
            && matcher.matches(request);
  }

  private static RequestMatcher guarded(@Nullable ManagementRules management) {
    List<RequestMatcher> all = new ArrayList<>();
    for (String path : PATHS) {
      all.add(PathPatternRequestMatcher.pathPattern(path));
    }
    if (management != null) {
      all.add(management.all());
      all.addAll(management.open());
    }
    return new OrRequestMatcher(all);
  }

  private static JwtAuthenticationConverter rolesFromClaim() {
    JwtGrantedAuthoritiesConverter authorities = new JwtGrantedAuthoritiesConverter();
    authorities.setAuthoritiesClaimName(ROLES_CLAIM);
    authorities.setAuthorityPrefix("ROLE_");
    JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(authorities);
    return converter;
  }
}
