package io.iocp.streaming.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class GuardedHttpHandlerTest {

  private final List<String> heard = new ArrayList<>();
  private final Queue<Runnable> jobs = new ArrayDeque<>();

  private final HttpHandler inner =
      new HttpHandler() {
        @Override
        public void onRequest(HttpExchange exchange) {
          heard.add("request");
        }

        @Override
        public void onBody(HttpExchange exchange, ByteBuffer piece, boolean last) {
          heard.add(UTF_8.decode(piece) + (last ? "." : ""));
        }

        @Override
        public void onClosed(HttpExchange exchange, boolean complete) {
          heard.add("closed");
        }
      };

  @Test
  void whereNobodyMayTheRequestIsAnsweredBeforeItsBody() {
    HttpExchange exchange = exchange("/publish/cam-1", HttpFields.EMPTY);
    guarded(new TestedControl(AccessMode.CLOSED, List.of()), Action.PUBLISH).onRequest(exchange);

    assertThat(refusal(exchange).status()).isEqualTo(403);
    assertThat(heard).isEmpty();
  }

  @Test
  void aTokenLetsInWhatItsRuleNamesAndNothingElse() {
    GuardedHttpHandler handler = guarded(new TestedControl(), Action.PUBLISH);
    HttpFields token = HttpFields.of("Authorization", "Bearer " + TestedControl.CAMERA);
    handler.onRequest(exchange("/publish/cam-1", token));
    assertThat(heard).containsExactly("request");

    HttpExchange other = exchange("/publish/hall", token);
    handler.onRequest(other);
    assertThat(refusal(other).status()).isEqualTo(403);
    HttpExchange none = exchange("/publish/cam-1", HttpFields.EMPTY);
    handler.onRequest(none);
    assertThat(refusal(none).status()).isEqualTo(401);
    assertThat(refusal(none).headers().first("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(heard).containsExactly("request");
  }

  @Test
  void whatComesWhileAPasswordIsCheckedIsHandedOnInOrder() {
    GuardedHttpHandler handler = guarded(new TestedControl(), Action.WATCH);
    HttpExchange exchange = exchange("/live/hall", basic("anna:secret of anna"));
    handler.onRequest(exchange);
    verify(exchange).pause();
    handler.onBody(exchange, ByteBuffer.wrap("one".getBytes(UTF_8)), false);
    handler.onBody(exchange, ByteBuffer.wrap("two".getBytes(UTF_8)), true);
    assertThat(heard).isEmpty();

    Objects.requireNonNull(jobs.poll()).run();
    verify(exchange).resume();
    handler.onClosed(exchange, true);

    assertThat(heard).containsExactly("request", "one", "two.", "closed");
  }

  @Test
  void whoIsGoneBeforeItsPasswordIsCheckedIsLetInNowhere() {
    GuardedHttpHandler handler = guarded(new TestedControl(), Action.WATCH);
    HttpExchange exchange = exchange("/live/hall", basic("anna:secret of anna"));
    handler.onRequest(exchange);
    handler.onClosed(exchange, false);
    Objects.requireNonNull(jobs.poll()).run();

    assertThat(heard).containsExactly("closed");
    verify(exchange, never()).answer(any());
  }

  @Test
  void whenNoJobIsTakenItIsSaid() {
    TestedControl tested = new TestedControl();
    HttpExchange exchange = exchange("/live/hall", basic("anna:secret of anna"));
    new GuardedHttpHandler(
            inner,
            Action.WATCH,
            GuardedHttpHandlerTest::name,
            tested.control,
            tested.sessions(),
            GuardedHttpHandlerTest::credentials,
            job -> false)
        .onRequest(exchange);

    assertThat(refusal(exchange).status()).isEqualTo(503);
    verify(exchange).resume();
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_UNAVAILABLE)).isEqualTo(1);
  }

  private static HttpRefusal refusal(HttpExchange exchange) {
    ArgumentCaptor<HttpRefusal> refusal = ArgumentCaptor.forClass(HttpRefusal.class);
    verify(exchange).answer(refusal.capture());
    return refusal.getValue();
  }

  private GuardedHttpHandler guarded(TestedControl tested, Action action) {
    return new GuardedHttpHandler(
        inner,
        action,
        GuardedHttpHandlerTest::name,
        tested.control,
        tested.sessions(),
        GuardedHttpHandlerTest::credentials,
        jobs::add);
  }

  private static String name(HttpExchange exchange) {
    return exchange.path().substring(exchange.path().lastIndexOf('/') + 1);
  }

  private static Credentials credentials(HttpExchange exchange) {
    return Credentials.of(
        exchange.headers().first("Authorization"), List.of(), exchange.query(), false);
  }

  private static HttpFields basic(String login) {
    return HttpFields.of(
        "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
  }

  private static HttpExchange exchange(String path, HttpFields headers) {
    HttpExchange exchange = mock(HttpExchange.class);
    when(exchange.id()).thenReturn(1L);
    when(exchange.path()).thenReturn(path);
    when(exchange.headers()).thenReturn(headers);
    when(exchange.remoteAddress()).thenReturn(new InetSocketAddress(TestedControl.HERE, 1));
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(exchange)
        .execute(any());
    return exchange;
  }
}
