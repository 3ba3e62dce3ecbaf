package io.iocp.streaming.event;

import static io.iocp.streaming.access.CallbackServer.answering;
import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.statistics.Counters;
import io.iocp.streaming.access.CallbackServer;
import io.iocp.streaming.loop.ThreadLoop;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Against a real receiver, which fails and recovers. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class WebhookTest {

  private static final String SECRET = "a secret of some length";

  private final CallbackServer receiver = new CallbackServer(answering(204, ""));
  private final ThreadLoop loop = new ThreadLoop("webhook-test");
  private final Counters<EventCounter> counters = new Counters<>(EventCounter.class);

  @AfterEach
  void close() throws IOException {
    loop.stop();
    receiver.close();
  }

  private Webhook webhook(Duration timeout, int attempts, int queued, StreamEvent.Type... events) {
    return webhook(timeout, attempts, queued, Duration.ofMillis(1), events);
  }

  private Webhook webhook(
      Duration timeout, int attempts, int queued, Duration firstDelay, StreamEvent.Type... events) {
    WebhookOptions options =
        new WebhookOptions(
            receiver.url("/hook"), SECRET, Set.of(events), timeout, attempts, firstDelay, queued);
    return new Webhook("test", options, loop, () -> Instant.EPOCH, counters);
  }

  private void tell(Webhook webhook, StreamEvent.Type type, String stream) {
    StreamEvent event = new StreamEvent(type, Instant.EPOCH, stream, 17L, null);
    loop.execute(() -> webhook.accept(event));
  }

  private void awaitCount(EventCounter counter, long count) {
    await().until(() -> counters.count(counter) == count);
  }

  @Test
  void aMessageIsSignedOverItsTimeAndBody() throws Exception {
    tell(webhook(Duration.ofSeconds(30), 1, 10), StreamEvent.Type.STREAM_STARTED, "desk");
    awaitCount(EventCounter.WEBHOOK_DELIVERED, 1);

    String body = receiver.bodies().get(0);
    assertThat(body)
        .isEqualTo(
            "{\"id\":1,\"type\":\"stream-started\",\"time\":\"1970-01-01T00:00:00Z\","
                + "\"stream\":\"desk\",\"client\":17,\"detail\":null}");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal(("0." + body).getBytes(UTF_8)));
    assertThat(receiver.heads().get(0))
        .contains("X-Iocp-Timestamp: 0\r\n", "X-Iocp-Signature: sha256=" + signature + "\r\n")
        .contains("X-Iocp-Event: stream-started\r\n", "X-Iocp-Delivery: 1\r\n")
        .doesNotContain(SECRET);
  }

  @Test
  void aReceiverThatFailsAndRecoversGetsAllInOrder() {
    AtomicInteger asked = new AtomicInteger();
    receiver.behave(
        (body, out) -> {
          int number = asked.incrementAndGet();
          if (number % 3 == 1) {
            answering(500, "").respond(body, out);
          } else if (number % 3 == 0) {
            answering(204, "").respond(body, out);
          }
          // Else it hangs up without a word.
        });
    Webhook webhook = webhook(Duration.ofSeconds(30), 8, 10);
    for (String stream : List.of("a", "b", "c")) {
      tell(webhook, StreamEvent.Type.STREAM_STARTED, stream);
    }
    awaitCount(EventCounter.WEBHOOK_DELIVERED, 3);

    assertThat(receiver.bodies().stream().distinct().toList())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"stream\":\"a\""),
            second -> assertThat(second).contains("\"stream\":\"b\""),
            third -> assertThat(third).contains("\"stream\":\"c\""));
    assertThat(counters.count(EventCounter.WEBHOOK_RETRIED)).isGreaterThanOrEqualTo(6);
    assertThat(counters.count(EventCounter.WEBHOOK_DEAD_LETTERS)).isZero();
  }

  @Test
  void whatFailsTooOftenIsGivenUpAndTheNextIsSent() {
    receiver.behave(
        (body, out) ->
            answering(body.contains("\"stream\":\"a\"") ? 302 : 200, "").respond(body, out));
    Webhook webhook = webhook(Duration.ofSeconds(30), 3, 10);
    tell(webhook, StreamEvent.Type.STREAM_STARTED, "a");
    tell(webhook, StreamEvent.Type.STREAM_STARTED, "b");
    awaitCount(EventCounter.WEBHOOK_DELIVERED, 1);

    assertThat(counters.count(EventCounter.WEBHOOK_DEAD_LETTERS)).isEqualTo(1);
    assertThat(receiver.bodies()).hasSize(4);
  }

  @Test
  void aReceiverThatHangsIsGivenUpAndTooManyThatWaitAreDeadLetters() {
    receiver.behave(CallbackServer.HANGING);
    Webhook webhook = webhook(Duration.ofMillis(200), 2, 2);
    for (int i = 0; i < 5; i++) {
      tell(webhook, StreamEvent.Type.VIEWER_JOINED, "desk");
    }
    awaitCount(EventCounter.WEBHOOK_DEAD_LETTERS, 5);

    assertThat(counters.count(EventCounter.WEBHOOK_DELIVERED)).isZero();
  }

  @Test
  void atTheEndWhatWaitsIsSentWithoutWaitingForItsTime() {
    AtomicInteger asked = new AtomicInteger();
    receiver.behave(
        (body, out) -> answering(asked.incrementAndGet() == 1 ? 500 : 204, "").respond(body, out));
    Webhook webhook = webhook(Duration.ofSeconds(30), 8, 10, Duration.ofHours(1));
    for (String stream : List.of("a", "b", "c")) {
      tell(webhook, StreamEvent.Type.STREAM_STOPPED, stream);
    }
    awaitCount(EventCounter.WEBHOOK_RETRIED, 1);

    new Webhooks(loop, List.of(webhook)).flush(Duration.ofMinutes(1));

    assertThat(counters.count(EventCounter.WEBHOOK_DELIVERED)).isEqualTo(3);
    assertThat(receiver.bodies().stream().distinct())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"stream\":\"a\""),
            second -> assertThat(second).contains("\"stream\":\"b\""),
            third -> assertThat(third).contains("\"stream\":\"c\""));
  }

  @Test
  void whatIsNotDeliveredAtTheEndIsGivenUpAndToldOnce(CapturedOutput output) {
    receiver.behave(CallbackServer.HANGING);
    Webhook webhook = webhook(Duration.ofMinutes(5), 8, 10);
    for (int i = 0; i < 4; i++) {
      tell(webhook, StreamEvent.Type.VIEWER_LEFT, "desk");
    }

    Webhooks webhooks = new Webhooks(loop, List.of(webhook));
    webhooks.flush(Duration.ofMillis(50));
    awaitCount(EventCounter.WEBHOOK_DEAD_LETTERS, 4);
    webhooks.flush(Duration.ofMillis(50));

    receiver.behave(answering(204, ""));
    tell(webhook, StreamEvent.Type.STREAM_STARTED, "desk");
    awaitCount(EventCounter.WEBHOOK_DELIVERED, 1);
    assertThat(counters.count(EventCounter.WEBHOOK_DEAD_LETTERS)).isEqualTo(4);
    assertThat(output)
        .containsOnlyOnce("was not told of")
        .contains("was not told of the last 4 events");
  }

  @Test
  void anEndWithNothingToSendWaitsForNothing() {
    new Webhooks(loop, List.of()).flush(Duration.ofDays(1));
    new Webhooks(loop, List.of(webhook(Duration.ofMinutes(1), 1, 1))).flush(Duration.ofDays(1));
    assertThat(receiver.bodies()).isEmpty();
  }

  @Test
  void onlyWhatIsWantedIsSent() {
    Webhook webhook = webhook(Duration.ofSeconds(30), 1, 10, StreamEvent.Type.STREAM_STOPPED);
    tell(webhook, StreamEvent.Type.STREAM_STARTED, "a");
    tell(webhook, StreamEvent.Type.STREAM_STOPPED, "a");
    awaitCount(EventCounter.WEBHOOK_DELIVERED, 1);

    assertThat(receiver.bodies()).singleElement().asString().contains("stream-stopped");
  }

  @Test
  void optionsAreCheckedWithoutShowingTheSecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new WebhookOptions(
                    URI.create("http://host/"),
                    "short",
                    Set.of(),
                    Duration.ZERO,
                    1,
                    Duration.ZERO,
                    1))
        .withMessageNotContaining("short\"")
        .withMessageContaining("at least 16");
  }
}
