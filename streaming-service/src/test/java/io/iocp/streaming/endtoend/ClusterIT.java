package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three servers and a real Redis: any takes a publisher, any serves a viewer, whatever dies. */
@Timeout(240)
@TestMethodOrder(OrderAnnotation.class)
class ClusterIT {

  private static RedisServer redis;
  private static ServerNode first;
  private static ServerNode second;
  private static ServerNode third;

  @BeforeAll
  static void start() throws Exception {
    Capability.requireProgram("ffmpeg");
    redis = RedisServer.start();
    first = node();
    second = node();
    third = node();
    for (ServerNode each : List.of(first, second, third)) {
      each.process().page("/"); // Waits until it has started.
      await().until(() -> each.process().meter("streaming_cluster_connected"), up -> up == 1);
    }
  }

  private static ServerNode node() throws Exception {
    int port = ServerNode.freePort();
    return new ServerNode(
        port,
        List.of(
            "--streaming.cluster.redis.url=" + redis.url(),
            "--streaming.cluster.address=ws://127.0.0.1:" + port,
            "--streaming.cluster.lease=12s",
            "--streaming.origins.idle-timeout=1s",
            "--streaming.publisher.grace=60s"));
  }

  @AfterAll
  static void stop() {
    for (ServerNode each : new ServerNode[] {first, second, third}) {
      if (each != null) {
        each.close();
      }
    }
    if (redis != null) {
      redis.close();
    }
  }

  private static FfmpegPublisher publish(ServerNode at, String stream) throws Exception {
    return FfmpegPublisher.start(
        at.process().webSocket("/publish/" + stream),
        TestPicture.FMP4_H264.arguments("320x180", TestPicture.FRAMES_PER_SECOND));
  }

  private static void awaitMore(Client viewer) {
    int before = viewer.media().size();
    await().until(() -> viewer.media().size() > before + 5);
  }

  /** Publishes until the cluster lets it: a name stays with a server that died for a while. */
  private static FfmpegPublisher publishOnce(ServerNode at, String stream, Client viewer)
      throws Exception {
    int before = viewer.media().size();
    while (true) {
      FfmpegPublisher publisher = publish(at, stream);
      try (Client asks = Client.connect(at.process().webSocket("/watch/" + stream + "?wait=9s"))) {
        await()
            .until(() -> !asks.media().isEmpty() || !publisher.client().isOpen() || !asks.isOpen());
        if (publisher.client().isOpen()) {
          await().until(() -> viewer.media().size() > before + 5);
          return publisher;
        }
      }
      publisher.close();
    }
  }

  @Test
  @Order(1)
  void whatIsPublishedAtOneServerIsSeenAtAllWithEveryByte() throws Exception {
    try (FfmpegPublisher publisher = publish(first, "cam");
        Client near = first.watch("cam?wait=30s")) {
      await().until(() -> near.media().size() > 5);
      try (Client far = second.watch("cam");
          Client further = third.watch("cam")) {
        await().until(() -> far.media().size() > 20 && further.media().size() > 20);
        assertThat(second.stream("cam").path("hops").asInt()).isEqualTo(1);
        await().until(() -> third.process().get("/streams.json"), list -> list.contains("\"cam\""));
        await().until(() -> third.process().get("/api/v1/cluster"), all -> all.contains("\"cam\""));

        publisher.stop();
        assertThat(near.closing().code()).isEqualTo(1000);
        assertThat(far.closing().code()).isEqualTo(1000);
        assertThat(further.closing().code()).isEqualTo(1000);
        EdgeTreeIT.assertIsTheEndOf(near, far);
        EdgeTreeIT.assertIsTheEndOf(near, further);
        EdgeTreeIT.report("from the owner to another server", near, far);
      }
    }
  }

  @Test
  @Order(2)
  void aSecondPublisherAnywhereIsRefused() throws Exception {
    try (FfmpegPublisher publisher = publish(first, "desk");
        Client near = first.watch("desk?wait=30s")) {
      await().until(() -> near.media().size() > 3);
      try (Client rival = Client.connect(second.process().webSocket("/publish/desk"))) {
        Client.Closing closing = rival.closing();
        assertThat(closing.code()).isEqualTo(4409);
        assertThat(closing.reason()).contains("already published at another server");
      }
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  @Order(3)
  void redisMayGoAndComeBackEmptyWithoutAViewerNoticing() throws Exception {
    try (FfmpegPublisher publisher = publish(first, "hall");
        Client far = second.watch("hall?wait=30s")) {
      await().until(() -> far.media().size() > 3);
      redis.kill();
      awaitMore(far);
      redis.startAgain();
      await()
          .until(() -> first.process().meter("streaming_cluster_leases_held"), held -> held == 1);
      awaitMore(far);
      try (Client late = third.watch("hall?wait=30s")) {
        await().until(() -> late.media().size() > 3);
      }
      assertThat(publisher.client().isOpen()).isTrue();
      assertThat(far.texts()).noneMatch(text -> text.contains("\"waiting\",\"reason\":\"the pub"));
    }
  }

  @Test
  @Order(4)
  void anOwnerThatSleptLongerThanItsLeaseWritesNothingMore() throws Exception {
    try (FfmpegPublisher publisher = publish(first, "roof");
        Client far = second.watch("roof?wait=30s")) {
      await().until(() -> far.media().size() > 3);
      first.signal("STOP");
      try (FfmpegPublisher next = publishOnce(third, "roof", far)) {
        first.signal("CONT");
        await().until(() -> !publisher.client().isOpen());
        awaitMore(far);
        assertThat(next.client().isOpen()).isTrue();
      }
    }
  }

  @Test
  @Order(5)
  void whenTheOwnerIsKilledAnotherServerTakesThePublisherAndViewersGoOn() throws Exception {
    try (FfmpegPublisher publisher = publish(first, "yard");
        Client far = second.watch("yard?wait=30s")) {
      await().until(() -> far.media().size() > 3);
      first.kill();
      await().until(() -> !publisher.client().isOpen());
      try (FfmpegPublisher next = publishOnce(third, "yard", far)) {
        awaitMore(far);
        assertThat(next.client().isOpen()).isTrue();
        assertThat(far.isOpen()).isTrue();
      }
    }
  }
}
