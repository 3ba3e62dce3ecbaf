package io.iocp.streaming.history;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The text messages for viewers that go into the past, as JSON. */
final class PastMessages {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * Media of the past follows, in the place of what came before.
   *
   * @param type always {@code past}
   * @param time the moment that was asked for, as far as it is there
   * @param from when the media begins that follows: with the keyframe before
   */
  private record Past(String type, Instant time, Instant from) {}

  /**
   * The next binary message arrived at the server then.
   *
   * @param type always {@code at}
   */
  private record At(String type, Instant time) {}

  /**
   * How far one can go back.
   *
   * @param type always {@code window}
   * @param from the oldest moment; null when nothing is there
   * @param now the server's time
   */
  private record Window(String type, @Nullable Instant from, Instant now) {}

  /**
   * A wish that was not fulfilled: everything stays as it was.
   *
   * @param type always {@code seek-refused}
   */
  private record Refused(String type, String reason) {}

  private PastMessages() {}

  static String past(Instant time, Instant from) {
    return MAPPER.writeValueAsString(new Past("past", time, from));
  }

  static String at(Instant time) {
    return MAPPER.writeValueAsString(new At("at", time));
  }

  /** What is live follows, in the place of what came before. */
  static final String PRESENT = MAPPER.writeValueAsString(Map.of("type", "present"));

  static String window(@Nullable Instant from, Instant now) {
    return MAPPER.writeValueAsString(new Window("window", from, now));
  }

  static String refused(String reason) {
    return MAPPER.writeValueAsString(new Refused("seek-refused", reason));
  }
}
