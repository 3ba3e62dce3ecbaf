package io.iocp.streaming.access;

import io.iocp.streaming.access.CallbackAnswer.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The language that the access callback is spoken to: one JSON object each way. An answer that is
 * not quite right is none.
 */
final class CallbackMessages {

  private static final int LONGEST_REASON = 100;
  private static final int LONGEST_USER = 100;
  private static final int MOST_NAMES = 1000;
  private static final long LONGEST_SECONDS = 10L * 365 * 24 * 3600;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final InstantSource clock;

  CallbackMessages(InstantSource clock) {
    this.clock = clock;
  }

  byte[] write(Question question) {
    AccessRequest request = question.request();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("action", request.action().name().toLowerCase(Locale.ROOT));
    json.put("name", request.name());
    json.put("address", request.remoteAddress().getHostAddress());
    json.put("query", request.query());
    json.put("identity", question.caller().identity());
    question.caller().roles().stream().sorted().forEach(json.putArray("roles")::add);
    if (question.unproven()) {
      Credentials credentials = request.credentials();
      if (credentials.kind() == Credentials.Kind.PASSWORD) {
        json.put("user", credentials.name());
        json.put("password", credentials.secret());
      } else {
        json.put("token", credentials.secret());
      }
    }
    return MAPPER.writeValueAsBytes(json);
  }

  CallbackAnswer read(byte[] body) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (JacksonException e) {
      // Its message shows what was sent.
      return bad("it did not answer with JSON");
    }
    if (json == null || !json.isObject() || !json.path("allow").isBoolean()) {
      return bad("its answer has no allow that is true or false");
    }
    if (isWrong(json, "reason") || isWrong(json, "user")) {
      return bad("reason and user in its answer must be text");
    }
    JsonNode seconds = json.path("seconds");
    if (!isAbsent(seconds)
        && !(seconds.isIntegralNumber()
            && seconds.canConvertToLong()
            && seconds.asLong() > 0
            && seconds.asLong() <= LONGEST_SECONDS)) {
      return bad("seconds in its answer must be a positive number");
    }
    List<NamePattern> names = names(json.path("names"));
    if (names == null) {
      return bad("names in its answer must be a list of at most " + MOST_NAMES + " texts");
    }
    Instant until = isAbsent(seconds) ? null : clock.instant().plusSeconds(seconds.asLong());
    return new CallbackAnswer(
        json.path("allow").asBoolean() ? Outcome.ALLOWED : Outcome.DENIED,
        plain(json.path("reason").asString(""), LONGEST_REASON),
        plain(json.path("user").asString(""), LONGEST_USER),
        names,
        until);
  }

  private static CallbackAnswer bad(String reason) {
    return CallbackAnswer.without(Outcome.FAILED, reason);
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static boolean isWrong(JsonNode json, String field) {
    return !isAbsent(json.path(field)) && !json.path(field).isString();
  }

  /** All if none are given; null if they are not what they must be. */
  private static @Nullable List<NamePattern> names(JsonNode json) {
    if (isAbsent(json)) {
      return List.of(new NamePattern("*"));
    }
    if (!json.isArray() || json.size() > MOST_NAMES) {
      return null;
    }
    List<NamePattern> names = new ArrayList<>();
    for (JsonNode name : json) {
      if (!name.isString()) {
        return null;
      }
      names.add(new NamePattern(name.asString()));
    }
    return names;
  }

  /** It is shown in answers, logs and pages: one line of what can be printed. */
  private static String plain(String text, int longest) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .filter(each -> !Character.isISOControl(each) && Character.isDefined(each))
        .filter(each -> Character.getType(each) != Character.FORMAT)
        .filter(each -> Character.getType(each) != Character.SURROGATE)
        .limit(longest)
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }
}
