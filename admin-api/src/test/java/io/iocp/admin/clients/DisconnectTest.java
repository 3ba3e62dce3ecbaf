package io.iocp.admin.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.testsupport.Patience;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpStatus;

/** The API on a real transport with a real client. */
@Timeout(180)
class DisconnectTest {

  @Test
  void theClientIsToldWhy() throws Exception {
    IocpTransportOptions options =
        IocpTransportOptions.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .engine("nio")
            .workers(1)
            .build();
    CompletableFuture<String> closed = new CompletableFuture<>();
    try (IocpTransport transport =
        IocpTransport.open(
            options,
            () ->
                List.of(registry -> registry.addHandler((session, type, piece, last) -> {}, "/*")),
            List::of)) {
      int port = transport.listen().getPort();
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .buildAsync(
              URI.create("ws://localhost:" + port + "/desk"),
              new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
                  closed.complete(code + " " + reason);
                  return CompletableFuture.completedFuture(null);
                }
              })
          .get(Patience.SECONDS, TimeUnit.SECONDS);
      long id = transport.clients().page(0, 1).get(0).connection().id();

      AdminContext.with(ClientsAutoConfiguration.class, ProblemAutoConfiguration.class)
          .bean(IocpTransport.class, transport)
          .run(
              mvc -> {
                assertThat(mvc.get().uri("/api/v1/clients/" + id))
                    .bodyJson()
                    .isLenientlyEqualTo("{path: '/desk', state: OPEN}");
                assertThat(mvc.delete().uri("/api/v1/clients/" + id + "?code=4001&reason=lunch"))
                    .hasStatus(HttpStatus.ACCEPTED);
                assertThat(closed)
                    .succeedsWithin(Patience.SECONDS, TimeUnit.SECONDS)
                    .isEqualTo("4001 lunch");
              });
    }
  }
}
