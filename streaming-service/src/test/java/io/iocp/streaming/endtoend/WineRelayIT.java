package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import io.iocp.testsupport.WineProgram;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream through the Windows engine under Wine: publisher and viewers are on Linux. */
@Tag("alone")
@Timeout(300)
class WineRelayIT {

  private static final int VIEWERS = 8;
  private static final int ROUNDS = 200;
  // Pictures and pieces do not begin together.
  private static final int PIECE_BYTES = 1_000;

  @Test
  void viewersGetTheBytesThatWerePublished() throws Exception {
    byte[] pictures = recording();
    try (WineProgram program = WineProgram.start(WineRelay.class)) {
      assertThat(program.ask("engine")).isEqualTo("windows");
      await().until(() -> program.ask("figures").startsWith("pending=1 "));
      String idle = program.ask("figures");
      String server = "ws://127.0.0.1:" + program.ask("port");
      ByteArrayOutputStream published = new ByteArrayOutputStream();
      List<Client> viewers = new ArrayList<>();
      int beforeTheRest;
      try (Client publisher = Client.connect(URI.create(server + "/publish/wine"))) {
        publish(publisher, pictures, published);
        await().until(() -> program.ask("streams").equals("1"));
        for (int i = 0; i < VIEWERS; i++) {
          viewers.add(Client.connect(URI.create(server + "/watch/wine")));
        }
        await().until(() -> viewers.stream().noneMatch(viewer -> viewer.texts().isEmpty()));
        beforeTheRest = published.size();
        for (int round = 0; round < ROUNDS; round++) {
          publish(publisher, pictures, published);
        }
      }
      byte[] all = published.toByteArray();
      for (Client viewer : viewers) {
        assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
        byte[] seen = viewer.file();
        assertThat(seen.length).isGreaterThanOrEqualTo(all.length - beforeTheRest);
        byte[] end = Arrays.copyOfRange(all, all.length - seen.length, all.length);
        assertThat(Arrays.equals(seen, end)).as("what was published, to the byte").isTrue();
      }
      await().until(() -> program.ask("figures").equals(idle));
    }
  }

  private static void publish(Client publisher, byte[] bytes, ByteArrayOutputStream published) {
    for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
      publisher.send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES)));
    }
    published.writeBytes(bytes);
  }

  private static byte[] recording() throws Exception {
    try (InputStream in = WineRelayIT.class.getResourceAsStream("/media/jpeg.mjpeg")) {
      return in.readAllBytes();
    }
  }
}
