package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.admin.access.AccessDirectory;
import io.iocp.admin.security.PasswordCheck;
import io.iocp.admin.security.VisibilityDirectory;
import io.iocp.state.StatePart;
import io.iocp.streaming.access.AccessAdministration;
import io.iocp.streaming.access.AccessCallback;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AdministrationNames;
import io.iocp.streaming.access.HttpAccess;
import io.iocp.streaming.access.LogoutWatch;
import io.iocp.streaming.access.PageLogins;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.access.TicketsController;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.access.WebSocketAccess;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.time.NanoClock;
import io.iocp.websocket.security.WebSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;

/** Decides who may do what with streams and files. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  // Passwords are slow to check on purpose: one after the other, and no longer queue than clients
  // would wait for.
  private static final int WAITING_LOGINS = 64;

  @Bean
  @ConditionalOnProperty(prefix = "streaming.security.callback", name = "url")
  AccessCallback accessCallback(StreamingProperties properties) {
    return AccessCallback.create(properties.security().callback().toOptions());
  }

  @Bean
  AccessControl accessControl(
      StreamingProperties properties,
      ObjectProvider<PasswordCheck> passwords,
      ObjectProvider<JwtDecoder> jwts,
      PageLogins logins,
      ObjectProvider<AccessCallback> callback) {
    SecurityProperties security = properties.security();
    return AccessControl.create(
        security.effectiveMode(),
        security.toRules(),
        security.toTokens(),
        passwords.getIfAvailable(),
        jwts.getIfAvailable(),
        logins,
        callback.getIfAvailable());
  }

  /** The sessions of the web server, whose cookie browsers send to the stream port as well. */
  @Bean
  @ConditionalOnMissingBean
  WebSessions webSessions(ServerProperties server) {
    String cookie = server.getServlet().getSession().getCookie().getName();
    return new WebSessions(cookie == null ? "JSESSIONID" : cookie);
  }

  @Bean
  PageLogins pageLogins(WebSessions sessions) {
    return new PageLogins(sessions);
  }

  @Bean
  LogoutWatch logoutWatch(ObjectProvider<RunningSessions> sessions) {
    return new LogoutWatch(sessions::getObject, InstantSource.system());
  }

  @Bean
  AccessAdministration accessAdministration(AccessControl control, RunningSessions sessions) {
    return new AccessAdministration(control, sessions);
  }

  @Bean
  VisibilityDirectory administrationNames(AccessControl control, RunningSessions sessions) {
    return new AdministrationNames(control, sessions);
  }

  @Bean
  StatePart revocationsState(AccessAdministration access) {
    return access.revocationsState();
  }

  /** A file that cannot be read, or is wrong, ends the start. */
  @Bean
  @ConditionalOnProperty(prefix = "streaming.security", name = "file")
  AccessFileWatch accessFileWatch(StreamingProperties properties, AccessAdministration access) {
    Path file = Objects.requireNonNull(properties.security().file());
    try {
      byte[] bytes = AccessFile.bytes(file);
      AccessFile.Content content = AccessFile.parse(bytes);
      access.change(content.toRules(), content.toTokens());
      return new AccessFileWatch(file, bytes, access, InstantSource.system());
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException("streaming.security.file " + file + ": " + e.getMessage(), e);
    }
  }

  @Bean
  AccessDirectory accessDirectory(
      AccessAdministration access,
      ObjectProvider<AccessCallback> callback,
      ObjectProvider<AccessFileWatch> file) {
    return new ConfiguredAccess(access, callback.getIfAvailable() != null, file.getIfAvailable());
  }

  @Bean
  RunningSessions runningSessions(
      AccessControl control,
      ObjectProvider<IocpTransport> transport,
      ObjectProvider<UdpPublishers> udp,
      StreamRegistry streams) {
    return new RunningSessions(
        control,
        InstantSource.system(),
        NanoClock.system(),
        new ConnectionTraffic(transport, udp, streams));
  }

  @Bean
  WebSocketAccess webSocketAccess(
      AccessControl control,
      RunningSessions sessions,
      StreamingProperties properties,
      PageLogins pages,
      LoginJobs logins) {
    return new WebSocketAccess(
        control, sessions, properties.security().queryToken(), pages, logins);
  }

  @Bean
  HttpAccess httpAccess(
      AccessControl control,
      RunningSessions sessions,
      StreamingProperties properties,
      PageLogins pages,
      LoginJobs logins) {
    return new HttpAccess(control, sessions, properties.security().queryToken(), pages, logins);
  }

  /** The transport asks for handlers before it is there: its job workers are found later. */
  @Bean
  LoginJobs loginJobs(ObjectProvider<IocpTransport> transport) {
    return TransportJobs.serial(transport, "logins", WAITING_LOGINS)::test;
  }

  /** Checks passwords one after the other; says whether it will. */
  @FunctionalInterface
  interface LoginJobs extends Predicate<Runnable> {}

  @Bean
  WebCallers webCallers(StreamingProperties properties, PageLogins pages) {
    return new WebCallers(properties.security().queryToken(), pages);
  }

  /**
   * Tickets are for those whom the rules let, not for those who administrate: the controller asks
   * who they are. No cookie counts there, so no page can be tricked into asking.
   */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE + 50)
  @ConditionalOnProperty(prefix = "streaming.security", name = "mode", havingValue = "rules")
  SecurityFilterChain ticketSecurity(HttpSecurity http) {
    return http.securityMatcher(TicketsController.PATH)
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.POST, TicketsController.PATH)
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.disable())
        .csrf(csrf -> csrf.disable())
        .logout(logout -> logout.disable())
        .build();
  }
}
