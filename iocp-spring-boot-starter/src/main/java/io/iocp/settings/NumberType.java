package io.iocp.settings;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Numbers, sizes in bytes and durations in milliseconds, between bounds. */
final class NumberType<T> extends SettingType<T> {

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private final long minimum;
  private final long maximum;
  private final Form form;
  private final ToLongFunction<T> toPlain;
  private final LongFunction<T> toValue;

  /** What a number must be apart from its bounds. */
  private enum Form {
    ANY,
    POWER_OF_TWO,
    WHOLE_SECONDS
  }

  private NumberType(
      Kind kind,
      long minimum,
      long maximum,
      Form form,
      ToLongFunction<T> toPlain,
      LongFunction<T> toValue) {
    super(kind);
    this.minimum = minimum;
    this.maximum = maximum;
    this.form = form;
    this.toPlain = toPlain;
    this.toValue = toValue;
  }

  static SettingType<Integer> integer(int minimum, int maximum) {
    return new NumberType<>(
        Kind.INTEGER, minimum, maximum, Form.ANY, Integer::longValue, Math::toIntExact);
  }

  static SettingType<Integer> powerOfTwo(int maximum) {
    return new NumberType<>(
        Kind.INTEGER, 1, maximum, Form.POWER_OF_TWO, Integer::longValue, Math::toIntExact);
  }

  static SettingType<Long> bytes(long minimum, long maximum) {
    return new NumberType<>(Kind.SIZE, minimum, maximum, Form.ANY, Long::longValue, Long::valueOf);
  }

  static SettingType<Duration> time(Duration minimum, Duration maximum) {
    return time(minimum, maximum, Form.ANY);
  }

  static SettingType<Duration> seconds(Duration minimum, Duration maximum) {
    return time(minimum, maximum, Form.WHOLE_SECONDS);
  }

  private static SettingType<Duration> time(Duration minimum, Duration maximum, Form form) {
    return new NumberType<>(
        Kind.DURATION,
        minimum.toMillis(),
        maximum.toMillis(),
        form,
        Duration::toMillis,
        Duration::ofMillis);
  }

  @Override
  public Long minimum() {
    return minimum;
  }

  @Override
  public Long maximum() {
    return maximum;
  }

  @Override
  boolean isOfType(Object plain) {
    return plain instanceof Long;
  }

  @Override
  String typeName() {
    return "a whole number";
  }

  @Override
  @Nullable String violated(Object plain) {
    long number = (Long) plain;
    if (number < minimum && maximum >= Integer.MAX_VALUE) {
      return "at least " + text(minimum);
    }
    if (number < minimum || number > maximum) {
      return text(minimum) + " to " + text(maximum);
    }
    return switch (form) {
      case ANY -> null;
      case POWER_OF_TWO -> Long.bitCount(number) == 1 ? null : "a power of two";
      case WHOLE_SECONDS -> number % SECOND == 0 ? null : "whole seconds";
    };
  }

  @Override
  Object plain(T value) {
    return toPlain.applyAsLong(value);
  }

  @Override
  T value(Object plain) {
    return toValue.apply((Long) plain);
  }

  @Override
  String text(Object plain) {
    long number = (Long) plain;
    return switch (kind()) {
      case SIZE -> number + "B";
      case DURATION -> durationText(number);
      // The others are numbers without a unit.
      default -> Long.toString(number);
    };
  }

  private static String durationText(long millis) {
    if (millis % SECOND != 0) {
      return millis + "ms";
    }
    if (millis % MINUTE != 0 || millis == 0) {
      return millis / SECOND + "s";
    }
    if (millis % HOUR != 0) {
      return millis / MINUTE + "m";
    }
    return millis % DAY == 0 ? millis / DAY + "d" : millis / HOUR + "h";
  }
}
