package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a receiver of events hears of a stream's life. */
@Timeout(120)
class WebhookIT {

  private static final int CLOSE = 0x8;

  @Test
  void aReceiverThatFailsAtFirstHearsOfAStreamsLifeInOrder() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (CallbackServer receiver =
            new CallbackServer(
                (body, out) ->
                    CallbackServer.answering(asked.incrementAndGet() < 3 ? 503 : 200, "")
                        .respond(body, out));
        RunningService service =
            RunningService.open(
                Engine.NIO,
                "--streaming.webhooks.ops.url=" + receiver.url("/hook"),
                "--streaming.webhooks.ops.secret=a secret of some length",
                "--streaming.webhooks.ops.retry-after=10ms")) {
      try (RawClient publisher = RawClient.shakeHands(service, "/publish/desk")) {
        try (RawClient viewer = RawClient.shakeHands(service, "/watch/desk")) {
          await().until(() -> told(receiver, "viewer-joined"));
          assertThat(viewer).isNotNull();
        }
        await().until(() -> told(receiver, "viewer-left"));
        publisher.send(RawClient.maskedHead(CLOSE, 2));
        publisher.send(ByteBuffer.allocate(2).putShort((short) 1000).array());
        await().until(() -> told(receiver, "stream-stopped"));
      }
      assertThat(
              receiver.bodies().stream()
                  .map(body -> body.replaceAll(".*\"type\":\"([\\w-]+)\".*", "$1"))
                  .distinct())
          .containsExactly("stream-started", "viewer-joined", "viewer-left", "stream-stopped");
      assertThat(service.count("streaming.events.webhook.retried")).isEqualTo(2);
      assertThat(service.count("streaming.events.webhook.dead.letters")).isZero();
    }
  }

  @Test
  void aReceiverHearsHowStreamsEndWhenTheServiceStops() throws Exception {
    try (CallbackServer receiver = new CallbackServer(CallbackServer.answering(204, ""))) {
      try (RunningService service =
              RunningService.open(
                  Engine.NIO,
                  "--streaming.webhooks.ops.url=" + receiver.url("/hook"),
                  "--streaming.webhooks.ops.secret=a secret of some length",
                  "--streaming.webhooks.ops.events=stream-started,stream-stopped");
          RawClient publisher = RawClient.shakeHands(service, "/publish/desk")) {
        await().until(() -> told(receiver, "stream-started"));
        assertThat(publisher).isNotNull();
      }
      assertThat(receiver.bodies()).hasSize(2).last().asString().contains("stream-stopped");
    }
  }

  private static boolean told(CallbackServer receiver, String type) {
    return receiver.bodies().stream().anyMatch(body -> body.contains(type));
  }
}
