package io.iocp.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.spring.Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The example runs, without a web server beside it. */
@Timeout(120)
class ExampleApplicationTest {

  private static ConfigurableApplicationContext context;

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(ExampleApplication.class)
            .web(WebApplicationType.NONE)
            .run("--iocp.address=127.0.0.1", "--iocp.port=0");
  }

  @AfterAll
  static void stop() {
    context.close();
    WorkerThreads.awaitNone();
  }

  private static Client connect(String path) throws Exception {
    return new Client(context.getBean(IocpTransport.class), path, builder -> {});
  }

  @Test
  void bothKindsOfHandlersAnswer() throws Exception {
    try (Client echo = connect("/echo");
        Client spring = connect("/spring")) {
      echo.send("hello");
      spring.send("hello");
      assertThat(echo.next()).isEqualTo("hello");
      assertThat(spring.next()).isEqualTo("spring hello");
    }
  }
}
