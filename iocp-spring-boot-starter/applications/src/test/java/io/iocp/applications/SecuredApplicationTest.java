package io.iocp.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.iocp.IocpTransport;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.spring.TransportWebSocketConfigurer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.user.SimpSubscription;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.task.DelegatingSecurityContextAsyncTaskExecutor;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.messaging.DefaultSimpUserRegistry;
import org.springframework.web.socket.messaging.StompSubProtocolHandler;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

/** Spring Security, STOMP and virtual threads, on Tomcat's port and on the transport's. */
@Timeout(180)
class SecuredApplicationTest {

  private static final byte[] KEY =
      "a key of at least thirty-two bytes".getBytes(StandardCharsets.UTF_8);
  private static final String ADA = basic("ada", "secret");
  private static final String ROOT = basic("root", "secret");

  private static @Nullable ConfigurableApplicationContext context;
  private static int port;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableMethodSecurity
  @Import({Stomp.class, Vault.class, Greeter.class})
  static class Application {

    @Bean
    SecurityFilterChain rules(HttpSecurity http) {
      return http.authorizeHttpRequests(
              requests ->
                  requests
                      .requestMatchers("/open")
                      .permitAll()
                      .requestMatchers("/admin/**")
                      .hasRole("ADMIN")
                      .anyRequest()
                      .authenticated())
          .httpBasic(Customizer.withDefaults())
          .formLogin(Customizer.withDefaults())
          .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
          .csrf(csrf -> csrf.disable())
          .build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("ada").password("{noop}secret").roles("USER").build(),
          User.withUsername("root").password("{noop}secret").roles("ADMIN").build());
    }

    @Bean
    JwtDecoder decoder() {
      return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(KEY, "HmacSHA256")).build();
    }

    @Bean
    WsConfigurer nativeHandlers() {
      return registry -> registry.addHandler(new Who(), "/native", "/open", "/admin/native");
    }

    @Bean
    TransportWebSocketConfigurer springHandlers(Vault vault, SubProtocolWebSocketHandler stomp) {
      return registry -> {
        registry.addHandler(new Asking(vault), "/spring");
        registry.addHandler(stomp, "/stomp");
      };
    }
  }

  /** Says who its client is. */
  static final class Who extends MessageHandler {

    @Override
    protected void onText(WsSession session, String text) {
      session.sendText(
          session.user() instanceof Authentication user
              ? user.getName() + " " + user.isAuthenticated()
              : "nobody");
    }
  }

  /** Asks for what its client may not have, perhaps. */
  static final class Asking extends TextWebSocketHandler {

    private final Vault vault;

    Asking(Vault vault) {
      this.vault = vault;
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws Exception {
      session.sendMessage(new TextMessage(answer(session, message.getPayload())));
    }

    private String answer(WebSocketSession session, String question) {
      if (question.equals("thread")) {
        return Thread.currentThread().toString();
      }
      Principal user = session.getPrincipal();
      String name = user == null ? "nobody" : user.getName();
      try {
        return name + ": " + vault.open();
      } catch (AccessDeniedException e) {
        return name + ": denied";
      }
    }
  }

  static class Vault {

    @PreAuthorize("hasRole('ADMIN')")
    public String open() {
      return "gold for " + SecurityContextHolder.getContext().getAuthentication().getName();
    }
  }

  @Controller
  static class Greeter {

    @MessageMapping("/greet")
    @SendTo("/topic/greetings")
    public String greet(String name, Principal user) {
      return user.getName() + " greets " + name;
    }

    @MessageMapping("/shut")
    @SendTo("/topic/greetings")
    @PreAuthorize("hasRole('ADMIN')")
    public String shut(String what) {
      return what + " is shut";
    }

    @MessageExceptionHandler
    @SendToUser("/queue/refusals")
    public String refused(AccessDeniedException denied) {
      return "refused";
    }
  }

  @Configuration
  static class Stomp extends AbstractMessageBrokerConfiguration {

    @Override
    protected void configureMessageBroker(MessageBrokerRegistry registry) {
      registry.enableSimpleBroker("/topic", "/queue");
      registry.setApplicationDestinationPrefixes("/app");
    }

    @Override
    protected void configureClientInboundChannel(ChannelRegistration registration) {
      registration.executor(
          new DelegatingSecurityContextAsyncTaskExecutor(new SimpleAsyncTaskExecutor("stomp-")));
    }

    @Override
    protected SimpUserRegistry createLocalUserRegistry(@Nullable Integer order) {
      return new DefaultSimpUserRegistry();
    }

    @Bean
    SubProtocolWebSocketHandler stompHandler(
        AbstractSubscribableChannel clientInboundChannel,
        AbstractSubscribableChannel clientOutboundChannel,
        ApplicationEventPublisher events) {
      SubProtocolWebSocketHandler handler =
          new SubProtocolWebSocketHandler(clientInboundChannel, clientOutboundChannel);
      StompSubProtocolHandler protocol = new StompSubProtocolHandler();
      // The registry of users hears of their sessions and subscriptions by events.
      protocol.setApplicationEventPublisher(events);
      handler.addProtocolHandler(protocol);
      return handler;
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.SERVLET)
            .run(
                "--server.port=0",
                "--iocp.address=127.0.0.1",
                "--iocp.port=0",
                "--spring.threads.virtual.enabled=true");
    port = context.getBean(IocpTransport.class).address().getPort();
  }

  @AfterAll
  static void stop() {
    if (context != null) {
      context.close();
    }
  }

  private static String basic(String user, String password) {
    String both = user + ":" + password;
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static String bearer(String subject, byte[] key) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().subject(subject).build());
    token.sign(new MACSigner(key));
    return "Bearer " + token.serialize();
  }

  private static String ask(String path, String... headers) throws Exception {
    try (Client client = new Client(port, path, headers)) {
      client.send("?");
      return client.next();
    }
  }

  @Test
  void aPasswordSaysWhoItIs() throws Exception {
    assertThat(ask("/native", "Authorization", ADA)).isEqualTo("ada true");
    assertThat(ask("/spring", "Authorization", ADA)).isEqualTo("ada: denied");
  }

  @Test
  void aBearerTokenSaysWhoItIs() throws Exception {
    assertThat(ask("/native", "Authorization", bearer("grace", KEY))).isEqualTo("grace true");
  }

  @Test
  void theCookieOfAWebSessionSaysWhoItIs() throws Exception {
    String cookie = logIn("ada");
    assertThat(ask("/native", "Cookie", "other=1; " + cookie)).isEqualTo("ada true");
    request("/logout", "POST", "", cookie);
    assertThat(Client.refusal(port, "/native", "Cookie", cookie).statusCode()).isEqualTo(401);
  }

  private static String logIn(String user) throws Exception {
    HttpResponse<String> answer =
        request("/login", "POST", "username=" + user + "&password=secret", "a=b");
    assertThat(answer.headers().map()).as(answer.toString()).containsKey("set-cookie");
    return answer.headers().allValues("Set-Cookie").get(0).split(";", -1)[0];
  }

  private static HttpResponse<String> request(
      String path, String method, String body, String cookie) throws Exception {
    String web = context.getEnvironment().getProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", cookie)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whoMustSayWhoItIsAndDoesNotIsRefused() throws Exception {
    for (String path : new String[] {"/native", "/spring", "/stomp"}) {
      assertThat(Client.refusal(port, path).statusCode()).as(path).isEqualTo(401);
    }
  }

  @Test
  void whatIsWrongIsRefused() throws Exception {
    assertRefused(401, "/native", basic("ada", "wrong"));
    assertRefused(401, "/native", bearer("grace", KEY.clone()).concat("x"));
    assertRefused(
        401,
        "/native",
        bearer("grace", "another key of thirty-two bytes!".getBytes(StandardCharsets.UTF_8)));
    assertRefused(401, "/open", basic("ada", "wrong"));
    assertThat(Client.refusal(port, "/native", "Cookie", "JSESSIONID=guess").statusCode())
        .isEqualTo(401);
  }

  private static void assertRefused(int status, String path, String authorization)
      throws Exception {
    HttpResponse<?> refusal = Client.refusal(port, path, "Authorization", authorization);
    assertThat(refusal.statusCode()).isEqualTo(status);
    assertThat(refusal.headers().allValues("WWW-Authenticate")).hasSize(1);
  }

  @Test
  void theRulesOfPathsHold() throws Exception {
    assertThat(ask("/open")).isEqualTo("nobody");
    assertThat(ask("/open?x=%61", "Authorization", ADA)).isEqualTo("ada true");
    assertThat(Client.refusal(port, "/admin/native", "Authorization", ADA).statusCode())
        .isEqualTo(403);
    assertThat(ask("/admin/native", "Authorization", ROOT)).isEqualTo("root true");
  }

  @Test
  void aPathThatIsNotThereIsNotThereForAnybody() throws Exception {
    assertThat(Client.refusal(port, "/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void guardedMethodsKnowWhoseSessionCallsThem() throws Exception {
    assertThat(ask("/spring", "Authorization", ROOT)).isEqualTo("root: gold for root");
    assertThat(ask("/spring", "Authorization", ADA))
        .as("on the same threads")
        .isEqualTo("ada: denied");
  }

  @Test
  void messagesOfStompComeFromTheUserOfTheSession() throws Exception {
    try (Client client = stomp(ADA)) {
      client.send(send("/app/greet", "grace"));
      assertThat(client.next()).contains("MESSAGE", "\n\nada greets grace\0");
    }
  }

  @Test
  void methodsForMessagesOfStompMayBeGuarded() throws Exception {
    try (Client client = stomp(ADA)) {
      client.send(send("/app/shut", "the door"));
      assertThat(client.next()).contains("MESSAGE", "/user/queue/refusals", "\n\nrefused\0");
    }
    try (Client client = stomp(ROOT)) {
      client.send(send("/app/shut", "the door"));
      assertThat(client.next()).contains("MESSAGE", "\n\nthe door is shut\0");
    }
  }

  /** A session that has subscribed to what the tests look for. */
  private static Client stomp(String authorization) throws Exception {
    Client client = new Client(port, "/stomp", "Authorization", authorization);
    client.send("CONNECT\naccept-version:1.2\nhost:test\n\n\0");
    assertThat(client.next()).startsWith("CONNECTED");
    client.send("SUBSCRIBE\nid:0\ndestination:/topic/greetings\n\n\0");
    client.send("SUBSCRIBE\nid:1\ndestination:/user/queue/refusals\n\n\0");
    SimpUserRegistry users = context.getBean(SimpUserRegistry.class);
    Patience.await("it has subscribed")
        .until(
            () ->
                users.findSubscriptions(subscription -> true).stream()
                        .filter(each -> authorization.equals(basic(nameOf(each), "secret")))
                        .count()
                    >= 2);
    return client;
  }

  private static String nameOf(SimpSubscription subscription) {
    return String.valueOf(subscription.getSession().getUser().getName());
  }

  private static String send(String destination, String body) {
    return "SEND\ndestination:" + destination + "\ncontent-type:text/plain\n\n" + body + "\0";
  }

  @Test
  void handlersRunOnVirtualThreadsWhereTheyAreEnabled() throws Exception {
    Capability.require(
        "virtual-threads", Runtime.version().feature() >= 21, "this is no JDK 21 or later");
    try (Client client = new Client(port, "/spring", "Authorization", ADA)) {
      client.send("thread");
      assertThat(client.next()).contains("VirtualThread", "iocp-handler-");
    }
  }
}
