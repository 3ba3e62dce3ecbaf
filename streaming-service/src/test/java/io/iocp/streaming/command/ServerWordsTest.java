package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.websocket.protocol.MessageType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerWordsTest {

  private final List<String> said = new ArrayList<>();
  private final ServerWords words = new ServerWords(said::add);

  @Test
  void aWarningIsSaidOnceWhileItLastsAndThatThereIsNoneAnyMore() {
    hear("{\"type\":\"warnings\",\"warnings\":[{\"kind\":\"A\",\"text\":\"a hurts\"}]}");
    hear(
        "{\"type\":\"warnings\",\"warnings\":[{\"kind\":\"A\",\"text\":\"a hurts more\"},"
            + "{\"kind\":\"B\",\"text\":\"b hurts\"}]}");
    hear("{\"type\":\"warnings\",\"warnings\":[]}");
    hear("{\"type\":\"warnings\",\"warnings\":[]}");

    assertThat(said)
        .containsExactly(
            "Warning of the server: a hurts",
            "Warning of the server: b hurts",
            "The server warns of nothing any more");
  }

  @Test
  void aMessageMayComeInPieces() {
    String message = "{\"type\":\"warnings\",\"warnings\":[{\"kind\":\"A\",\"text\":\"late\"}]}";
    words.piece(MessageType.TEXT, bytes(message.substring(0, 20)), false);
    words.piece(MessageType.TEXT, bytes(message.substring(20)), true);

    assertThat(said).containsExactly("Warning of the server: late");
  }

  @Test
  void whatIsUnknownOrTooLongSaysNothingAndSpoilsNothing() {
    hear("{\"type\":\"of tomorrow\"}");
    hear("no JSON");
    hear("");
    hear("[]");
    hear("{\"type\":\"warnings\",\"warnings\":\"" + "x".repeat(ServerWords.MAX_MESSAGE_BYTES));
    words.piece(MessageType.BINARY, bytes("{\"type\":\"warnings\"}"), true);
    hear("{\"type\":\"warnings\",\"warnings\":[{\"kind\":\"A\",\"text\":\"heard\"}]}");

    assertThat(said).containsExactly("Warning of the server: heard");
  }

  @Test
  void theAddressAsksForThemUnlessItAsksForSomethingItself() {
    assertThat(ServerWords.wanted(URI.create("ws://host:9000/publish/desk")))
        .hasToString("ws://host:9000/publish/desk?requests=warnings");
    assertThat(ServerWords.wanted(URI.create("ws://host/publish/desk?record=true")))
        .hasToString("ws://host/publish/desk?record=true&requests=warnings");
    URI own = URI.create("ws://host/publish/desk?requests=keyframe");
    assertThat(ServerWords.wanted(own)).isEqualTo(own);
  }

  private void hear(String message) {
    words.piece(MessageType.TEXT, bytes(message), true);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
