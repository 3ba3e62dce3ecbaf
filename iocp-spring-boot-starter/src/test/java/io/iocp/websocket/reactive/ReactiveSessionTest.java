package io.iocp.websocket.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.SendOutcome;
import io.iocp.test.FakeWsSession;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReactiveSessionTest {

  private final FakeWsSession transport = new FakeWsSession("/room/hall", Map.of("name", "hall"));
  private final ReactiveSession session =
      new ReactiveSession(
          transport,
          new HandshakeInfo(URI.create("ws://test/"), new HttpHeaders(), Mono.empty(), null));

  private void arrives(String text) {
    session.message(MessageType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Asks for nothing of its own accord. */
  private static final class Reader extends BaseSubscriber<WebSocketMessage> {

    private final List<String> heard = new ArrayList<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(WebSocketMessage message) {
      heard.add(message.getPayloadAsText());
    }

    @Override
    protected void hookOnComplete() {
      heard.add("complete");
    }
  }

  @Test
  void nothingMoreIsReadUntilItIsAskedFor() {
    assertThat(transport.isPaused()).as("before a message, so that a close is seen").isFalse();
    arrives("1");
    assertThat(transport.isPaused()).isTrue();
    Reader reader = new Reader();
    session.receive().subscribe(reader);
    assertThat(reader.heard).isEmpty();
    reader.request(2);
    assertThat(reader.heard).containsExactly("1");
    assertThat(transport.isPaused()).as("one more is asked for").isFalse();
    arrives("2");
    assertThat(transport.isPaused()).isTrue();
    reader.requestUnbounded();
    assertThat(transport.isPaused()).isFalse();
    arrives("3");
    assertThat(transport.isPaused()).isFalse();
    assertThat(reader.heard).containsExactly("1", "2", "3");
  }

  @Test
  void whatNobodyWantsAnyMoreIsReadAndThrownAway() {
    arrives("1");
    Reader reader = new Reader();
    session.receive().subscribe(reader);
    reader.cancel();
    assertThat(transport.isPaused()).isFalse();
    arrives("2");
    assertThat(transport.isPaused()).isFalse();
    assertThat(reader.heard).isEmpty();
  }

  @Test
  void aPongThatNobodyAskedForIsLeftOut() {
    Reader reader = new Reader();
    session.receive().subscribe(reader);
    session.pong(ByteBuffer.wrap(new byte[] {'a'}));
    assertThat(transport.isPaused()).isFalse();
    reader.request(1);
    session.pong(ByteBuffer.wrap(new byte[] {'b'}));
    assertThat(reader.heard).containsExactly("b");
  }

  @Test
  void whatWasReceivedIsDeliveredBeforeTheEnd() {
    arrives("1");
    session.closed(new WsClose(4001, "bye"));
    Reader reader = new Reader();
    session.receive().subscribe(reader);
    reader.request(1);
    assertThat(reader.heard).containsExactly("1", "complete");
    assertThat(session.closeStatus().block()).isEqualTo(new CloseStatus(4001, "bye"));
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void aPublisherIsAskedOnlyForWhatTheQueueTakes() {
    AtomicLong asked = new AtomicLong();
    AtomicBoolean sent = new AtomicBoolean();
    Flux<WebSocketMessage> messages =
        Flux.range(1, 5).map(i -> session.textMessage("m" + i)).doOnRequest(asked::addAndGet);
    transport.answerWith(SendOutcome.FULL);
    transport.queuedBytes(1000);
    session.send(messages).doOnSuccess(nothing -> sent.set(true)).subscribe();
    assertThat(asked).hasValue(1);
    session.drained();
    assertThat(asked).as("there is still no room").hasValue(1);
    assertThat(transport.texts()).isEmpty();
    assertThat(sent).isFalse();
    transport.answerWith(SendOutcome.QUEUED);
    session.drained();
    assertThat(transport.texts()).containsExactly("m1", "m2", "m3", "m4", "m5");
    assertThat(sent).isTrue();
  }

  @Test
  void withoutBuffersAndWithNothingQueuedItIsTriedAgain() {
    transport.answerWith(SendOutcome.FULL);
    AtomicBoolean sent = new AtomicBoolean();
    session
        .send(Mono.just(session.textMessage("hello")))
        .doOnSuccess(nothing -> sent.set(true))
        .subscribe();
    transport.answerWith(SendOutcome.QUEUED);
    Patience.await("it is sent").until(sent::get);
    assertThat(transport.texts()).containsExactly("hello");
  }

  @Test
  void aPublisherIsCancelledWhenTheSessionEnds() {
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicBoolean sent = new AtomicBoolean();
    session
        .send(Flux.<WebSocketMessage>never().doOnCancel(() -> cancelled.set(true)))
        .doOnSuccess(nothing -> sent.set(true))
        .subscribe();
    session.closed(new WsClose(1006, ""));
    assertThat(cancelled).isTrue();
    assertThat(sent).as("nothing has failed").isTrue();
  }

  @Test
  void anEndedSessionTakesNothing() {
    session.closed(new WsClose(1000, ""));
    transport.answerWith(SendOutcome.CLOSED);
    session.send(Flux.never()).block();
    session.send(Flux.just(session.textMessage("late"))).block();
    assertThat(transport.texts()).isEmpty();
  }

  @Test
  void aPublishersFailureIsTheSends() {
    @Nullable Throwable[] failed = new Throwable[1];
    session
        .send(
            Flux.concat(
                Mono.just(session.textMessage("first")),
                Mono.error(new IllegalStateException("on purpose"))))
        .subscribe(nothing -> {}, failure -> failed[0] = failure);
    assertThat(transport.texts()).containsExactly("first");
    assertThat(failed[0]).hasMessage("on purpose");
  }

  @Test
  void sendersThatGiveUpCancelTheirPublishers() {
    AtomicBoolean cancelled = new AtomicBoolean();
    session
        .send(Flux.<WebSocketMessage>never().doOnCancel(() -> cancelled.set(true)))
        .subscribe()
        .dispose();
    assertThat(cancelled).isTrue();
  }

  @Test
  void itIsClosedWithCodeAndReasonWhenThatIsSubscribedTo() {
    Mono<Void> closing = session.close(new CloseStatus(4002, "enough"));
    assertThat(transport.closed()).isNull();
    closing.block();
    assertThat(transport.closed()).isEqualTo(new WsClose(4002, "enough"));
  }

  @Test
  void aStatusThatNoCloseFrameMayCarryAborts() {
    session.close(CloseStatus.NO_CLOSE_FRAME).block();
    assertThat(transport.isAborted()).isTrue();
  }

  @Test
  void thePathsVariablesAreWhereWebFluxHasThem() {
    assertThat(session.getAttributes())
        .containsEntry(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of("name", "hall"));
  }
}
