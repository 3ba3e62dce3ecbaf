package io.iocp.streaming.command;

import io.iocp.websocket.protocol.MessageType;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server tells a publisher in text messages: warnings about its stream. Each kind is said
 * once while it lasts. An I/O worker's only; it is kept when the connection is made anew.
 */
final class ServerWords {

  /** Longer messages are none of those that are asked for. */
  static final int MAX_MESSAGE_BYTES = 16 << 10;

  private static final String WANTED = "requests=warnings";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Consumer<String> listener;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private Set<String> said = new HashSet<>();

  /**
   * @param listener takes a sentence; called on an I/O worker, must not block
   */
  ServerWords(Consumer<String> listener) {
    this.listener = listener;
  }

  /** The address of one who wants to be told; one that says itself what it wants stays as it is. */
  static URI wanted(URI address) {
    String query = address.getRawQuery();
    if (address.getRawFragment() != null || (query != null && query.contains("requests="))) {
      return address;
    }
    return URI.create(address + (query == null ? "?" : "&") + WANTED);
  }

  /** The next piece of a message. */
  void piece(MessageType type, ByteBuffer piece, boolean last) {
    if (type == MessageType.TEXT && message.size() + piece.remaining() <= MAX_MESSAGE_BYTES) {
      byte[] bytes = new byte[piece.remaining()];
      piece.duplicate().get(bytes);
      message.writeBytes(bytes);
    }
    if (last) {
      String text = message.toString(StandardCharsets.UTF_8);
      message.reset();
      read(text);
    }
  }

  private void read(String text) {
    JsonNode read;
    try {
      read = MAPPER.readTree(text);
    } catch (JacksonException e) {
      return; // Of another time, or too long.
    }
    if (read == null || !"warnings".equals(read.path("type").asString(""))) {
      return;
    }
    Set<String> now = new HashSet<>();
    for (JsonNode warning : read.path("warnings")) {
      String kind = warning.path("kind").asString("");
      now.add(kind);
      if (!said.contains(kind)) {
        listener.accept("Warning of the server: " + warning.path("text").asString(""));
      }
    }
    if (now.isEmpty() && !said.isEmpty()) {
      listener.accept("The server warns of nothing any more");
    }
    said = now;
  }
}
