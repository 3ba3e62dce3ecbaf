package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.clients.ClientSnapshot;
import io.iocp.websocket.protocol.WsClose;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program that most people publish with. */
@Tag("alone")
@Timeout(180)
class ObsPublishIT {

  private static final int ENOUGH_MESSAGES = 60;

  @TempDir private Path home;

  @Test
  void viewersSeeWhatObsPublishesAlsoAfterItWasDisconnected() throws Exception {
    try (RunningService service =
            RunningService.open(
                Engine.NIO, "--streaming.rtmp.port=0", "--streaming.publisher.grace=60s");
        Client viewer = Client.connect(service.webSocket("/watch/desk?wait=60s"));
        ObsStudio studio = ObsStudio.start(home, service.rtmp("live"), "desk?token=any")) {
      await().until(() -> viewer.media().size() >= ENOUGH_MESSAGES);
      byte[] first = viewer.file();
      assertThat(viewer.texts().toString()).contains("fmp4", "avc1.", "mp4a.40.2", "320", "180");
      assertThat(MediaFile.decodedFrames(first)).isPositive();

      long publisher = publisher(service).orElseThrow().connection().id();
      service.transport().clients().disconnect(publisher, new WsClose(4000, "come again"));
      await()
          .until(
              () ->
                  publisher(service)
                      .filter(client -> client.connection().id() != publisher)
                      .isPresent());
      int before = viewer.media().size();
      await().until(() -> viewer.media().size() >= before + ENOUGH_MESSAGES);
      assertThat(viewer.isOpen()).isTrue();
      assertThat(studio).isNotNull();
    }
  }

  private static Optional<ClientSnapshot> publisher(RunningService service) {
    return service.transport().clients().list().stream()
        .filter(client -> client.protocol().equals("rtmp"))
        .findFirst();
  }
}
