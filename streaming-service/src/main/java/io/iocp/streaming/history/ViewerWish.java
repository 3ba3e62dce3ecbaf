package io.iocp.streaming.history;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A text message of a viewer that wants to see another moment or another rendition, or to know what
 * time it is, as JSON.
 *
 * <pre>
 *   {"type": "seek", "to": "-5m"}                         see {@link SeekTarget}
 *   {"type": "position", "time": "2026-01-31T12:00:00Z"}  what it plays now
 *   {"type": "window"}                                    asks how far it can go back
 *   {"type": "time", "id": 7}                             asks what time it is
 *   {"type": "rendition", "name": "lo"}                   null for what its link carries
 * </pre>
 *
 * @param kind what it is
 * @param to where a seek goes; null for the others
 * @param time what is played; null for the others
 * @param id what the viewer calls its question for the time; 0 for the others
 * @param rendition the one that is wanted, by what may be its name; null for any
 */
public record ViewerWish(
    Kind kind,
    @Nullable SeekTarget to,
    @Nullable Instant time,
    long id,
    @Nullable String rendition) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** What is wanted. */
  public enum Kind {
    SEEK,
    POSITION,
    WINDOW,
    TIME,
    RENDITION,
    /** A seek to what is no moment. */
    INVALID
  }

  /** Reads a message; empty for one that is of no concern here. The message is consumed. */
  public static Optional<ViewerWish> of(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      return Optional.empty();
    }
    return switch (node.path("type").asString("")) {
      case "seek" -> Optional.of(seek(node.path("to").asString("")));
      case "position" ->
          SeekTarget.time(node.path("time").asString(""))
              .map(time -> new ViewerWish(Kind.POSITION, null, time, 0, null));
      case "window" -> Optional.of(new ViewerWish(Kind.WINDOW, null, null, 0, null));
      case "time" ->
          Optional.of(new ViewerWish(Kind.TIME, null, null, node.path("id").asLong(0), null));
      case "rendition" -> Optional.of(rendition(node.path("name")));
      default -> Optional.empty();
    };
  }

  private static ViewerWish rendition(JsonNode name) {
    boolean any = name.isNull() || name.isMissingNode();
    return new ViewerWish(Kind.RENDITION, null, null, 0, any ? null : name.asString(""));
  }

  private static ViewerWish seek(String to) {
    return SeekTarget.of(to)
        .map(target -> new ViewerWish(Kind.SEEK, target, null, 0, null))
        .orElseGet(() -> new ViewerWish(Kind.INVALID, null, null, 0, null));
  }
}
