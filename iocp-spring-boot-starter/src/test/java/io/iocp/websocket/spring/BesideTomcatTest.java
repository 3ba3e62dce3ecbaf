package io.iocp.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** Spring's own annotations, which speak to the web server, in an application with both. */
@Timeout(120)
class BesideTomcatTest {

  private static final String PROBE = "are you there";

  private @Nullable ConfigurableApplicationContext context;

  /** What spring-boot-starter-websocket does beside bringing spring-websocket. */
  @Configuration
  @EnableAutoConfiguration
  static class TomcatWithWebSocket {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> webSockets() {
      return factory ->
          factory.addContextCustomizers(
              servletContext -> servletContext.addServletContainerInitializer(new WsSci(), null));
    }
  }

  @Configuration
  @EnableWebSocketMessageBroker
  static class Broker extends TomcatWithWebSocket implements WebSocketMessageBrokerConfigurer {

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
      registry.enableSimpleBroker("/topic");
      registry.setApplicationDestinationPrefixes("/app");
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
      registry.addEndpoint("/stomp");
    }

    @Bean
    TransportWebSocketConfigurer stompOnTransport(
        @Qualifier("subProtocolWebSocketHandler") WebSocketHandler stomp) {
      return registry -> registry.addHandler(stomp, "/stomp");
    }

    @Bean
    Greeter greeter() {
      return new Greeter();
    }
  }

  @Controller
  static class Greeter {

    @MessageMapping("/greet")
    @SendTo("/topic/greetings")
    String greet(String name) {
      return "hello " + name;
    }

    @SubscribeMapping("/rooms")
    String rooms() {
      return "hall";
    }
  }

  @Configuration
  @EnableWebSocket
  static class Handlers extends TomcatWithWebSocket {

    @Bean
    WebSocketConfigurer onTomcat() {
      return registry -> registry.addHandler(new Saying("tomcat"), "/who");
    }

    @Bean
    TransportWebSocketConfigurer onTransport() {
      return registry -> registry.addHandler(new Saying("transport"), "/who");
    }
  }

  @Configuration
  @EnableWebSocket
  static class TomcatOnly extends TomcatWithWebSocket {

    @Bean
    WebSocketConfigurer onTomcat() {
      return registry -> registry.addHandler(new Saying("tomcat"), "/who");
    }
  }

  private static final class Saying extends TextWebSocketHandler {

    private final String what;

    Saying(String what) {
      this.what = what;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
      session.sendMessage(new TextMessage(what));
    }
  }

  private ConfigurableApplicationContext start(Class<?> application) {
    ConfigurableApplicationContext started =
        new SpringApplicationBuilder(application)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--iocp.address=127.0.0.1",
                "--iocp.port=0");
    context = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (context != null) {
      context.close();
    }
    WorkerThreads.awaitNone();
  }

  private String tomcat() {
    return "ws://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  private String transport() {
    return "ws://127.0.0.1:" + context.getBean(IocpTransport.class).address().getPort();
  }

  @Test
  void springsBrokerAnswersOnBothPorts() throws Exception {
    start(Broker.class);
    WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
    client.setMessageConverter(new StringMessageConverter());
    client.start();
    StompSession onTransport = connect(client, transport());
    StompSession onTomcat = connect(client, tomcat());
    assertThat(context.getBean(IocpTransport.class).clients().count()).isOne();
    assertThat(next(subscribe(onTransport, "/app/rooms"))).isEqualTo("hall");
    BlockingQueue<String> one = subscribe(onTransport, "/topic/greetings");
    BlockingQueue<String> other = subscribe(onTomcat, "/topic/greetings");
    awaitSubscriptions(List.of(one, other));
    onTransport.send("/app/greet", "ada");
    assertThat(next(one)).isEqualTo("hello ada");
    assertThat(next(other)).isEqualTo("hello ada");
    onTomcat.send("/app/greet", "bob");
    assertThat(next(one)).isEqualTo("hello bob");
    assertThat(next(other)).isEqualTo("hello bob");
    onTransport.disconnect();
    onTomcat.disconnect();
    client.stop();
    Patience.await().until(() -> context.getBean(IocpTransport.class).clients().count() == 0);
  }

  private static StompSession connect(WebSocketStompClient client, String to) throws Exception {
    return client
        .connectAsync(to + "/stomp", new StompSessionHandlerAdapter() {})
        .get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static BlockingQueue<String> subscribe(StompSession session, String destination) {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    session.subscribe(
        destination,
        new StompFrameHandler() {
          @Override
          public Type getPayloadType(StompHeaders headers) {
            return String.class;
          }

          @Override
          public void handleFrame(StompHeaders headers, @Nullable Object payload) {
            received.add(String.valueOf(payload));
          }
        });
    return received;
  }

  /** The simple broker sends no receipts: it is asked until all get what it sends. */
  private void awaitSubscriptions(List<BlockingQueue<String>> subscribers) {
    SimpMessagingTemplate template = context.getBean(SimpMessagingTemplate.class);
    Patience.await("all have subscribed")
        .until(
            () -> {
              template.convertAndSend("/topic/greetings", PROBE);
              return subscribers.stream().noneMatch(BlockingQueue::isEmpty);
            });
  }

  private static String next(BlockingQueue<String> received) throws InterruptedException {
    String next = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
    while (PROBE.equals(next)) {
      next = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }
    return String.valueOf(next);
  }

  @Test
  void eachServerHasItsHandlers() throws Exception {
    start(Handlers.class);
    assertThat(whoAnswers(tomcat())).isEqualTo("tomcat");
    assertThat(whoAnswers(transport())).isEqualTo("transport");
  }

  @Test
  void whatIsTheWebServersIsNotTheTransports() throws Exception {
    start(TomcatOnly.class);
    assertThat(whoAnswers(tomcat())).isEqualTo("tomcat");
    assertThat(context.getBeansOfType(SpringHandlers.class)).isEmpty();
    assertThat(context.getBean(IocpTransport.class).isListening()).isTrue();
  }

  private static String whoAnswers(String address) throws Exception {
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    WebSocketSession session =
        new StandardWebSocketClient()
            .execute(
                new TextWebSocketHandler() {
                  @Override
                  protected void handleTextMessage(WebSocketSession from, TextMessage message) {
                    said.add(message.getPayload());
                  }
                },
                address + "/who")
            .get(Patience.SECONDS, TimeUnit.SECONDS);
    String answer = next(said);
    session.close();
    return answer;
  }
}
