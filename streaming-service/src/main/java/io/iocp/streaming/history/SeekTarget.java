package io.iocp.streaming.history;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A moment of a stream that somebody wants to see: {@code live}, a time as in RFC 3339, or a time
 * before live such as {@code -90s}, {@code -5m} or {@code -1h}.
 *
 * @param time that moment; null if it is not absolute
 * @param beforeLive how long before live; null if it is absolute
 */
public record SeekTarget(@Nullable Instant time, @Nullable Duration beforeLive) {

  /** What comes now. */
  public static final SeekTarget LIVE = new SeekTarget(null, Duration.ZERO);

  private static final int MAX_LENGTH = 40;
  private static final Pattern BEFORE_LIVE = Pattern.compile("-(\\d{1,9})(ms|s|m|h)");

  /** Reads what a client wrote; empty when that is none. */
  public static Optional<SeekTarget> of(String text) {
    if (text.equals("live")) {
      return Optional.of(LIVE);
    }
    Matcher before = BEFORE_LIVE.matcher(text.toLowerCase(Locale.ROOT));
    if (before.matches()) {
      long number = Long.parseLong(before.group(1));
      return Optional.of(
          new SeekTarget(
              null,
              switch (before.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
              }));
    }
    return time(text).map(time -> new SeekTarget(time, null));
  }

  /** Reads a time as in RFC 3339; empty when it is none. */
  static Optional<Instant> time(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it is the present. */
  boolean isLive() {
    return beforeLive != null && beforeLive.isZero();
  }

  /** The moment that is meant, within a window. */
  Instant within(Instant oldest, Instant now) {
    Instant wanted =
        time != null ? time : now.minus(beforeLive == null ? Duration.ZERO : beforeLive);
    return wanted.isBefore(oldest) ? oldest : wanted;
  }
}
