package io.iocp.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import java.lang.reflect.Type;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.messaging.DefaultSimpUserRegistry;
import org.springframework.web.socket.messaging.StompSubProtocolHandler;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/** Spring's STOMP, with its simple broker, in an application without a web server. */
@Timeout(120)
class StompTest {

  private static final String PROBE = "are you there";

  private static ConfigurableApplicationContext context;

  @Configuration
  @EnableAutoConfiguration
  static class Application extends AbstractMessageBrokerConfiguration {

    @Override
    protected void configureMessageBroker(MessageBrokerRegistry registry) {
      registry.enableSimpleBroker("/topic");
      registry.setApplicationDestinationPrefixes("/app");
    }

    @Override
    protected SimpUserRegistry createLocalUserRegistry(@Nullable Integer order) {
      return new DefaultSimpUserRegistry();
    }

    @Bean
    SubProtocolWebSocketHandler stomp(
        AbstractSubscribableChannel clientInboundChannel,
        AbstractSubscribableChannel clientOutboundChannel) {
      SubProtocolWebSocketHandler handler =
          new SubProtocolWebSocketHandler(clientInboundChannel, clientOutboundChannel);
      handler.addProtocolHandler(new StompSubProtocolHandler());
      return handler;
    }

    @Bean
    WebSocketConfigurer endpoints(SubProtocolWebSocketHandler stomp) {
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
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run("--iocp.address=127.0.0.1", "--iocp.port=0");
  }

  @AfterAll
  static void stop() {
    context.close();
    WorkerThreads.awaitNone();
  }

  @Test
  void whatOneSendsAllSubscribersGet() throws Exception {
    WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
    client.setMessageConverter(new StringMessageConverter());
    client.start();
    String url =
        "ws://127.0.0.1:" + context.getBean(IocpTransport.class).address().getPort() + "/stomp";
    StompSession first =
        client
            .connectAsync(url, new StompSessionHandlerAdapter() {})
            .get(Patience.SECONDS, TimeUnit.SECONDS);
    StompSession second =
        client
            .connectAsync(url, new StompSessionHandlerAdapter() {})
            .get(Patience.SECONDS, TimeUnit.SECONDS);
    Collecting one = new Collecting(new LinkedBlockingQueue<>());
    Collecting other = new Collecting(new LinkedBlockingQueue<>());
    first.subscribe("/topic/greetings", one);
    second.subscribe("/topic/greetings", other);
    awaitSubscription(one);
    awaitSubscription(other);
    first.send("/app/greet", "ada");
    assertThat(one.nextGreeting()).isEqualTo("hello ada");
    assertThat(other.nextGreeting()).isEqualTo("hello ada");
    first.disconnect();
    second.disconnect();
    client.stop();
    Patience.await().until(() -> context.getBean(IocpTransport.class).clients().count() == 0);
  }

  /** The simple broker sends no receipts: it is asked until the subscriber gets what it sends. */
  private static void awaitSubscription(Collecting subscriber) {
    SimpMessagingTemplate template = context.getBean(SimpMessagingTemplate.class);
    Patience.await("it has subscribed")
        .until(
            () -> {
              template.convertAndSend("/topic/greetings", PROBE);
              return !subscriber.received.isEmpty();
            });
  }

  private record Collecting(BlockingQueue<String> received) implements StompFrameHandler {

    String nextGreeting() throws InterruptedException {
      String next = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
      while (PROBE.equals(next)) {
        next = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
      }
      return String.valueOf(next);
    }

    @Override
    public Type getPayloadType(StompHeaders headers) {
      return String.class;
    }

    @Override
    public void handleFrame(StompHeaders headers, @Nullable Object payload) {
      received.add(String.valueOf(payload));
    }
  }
}
