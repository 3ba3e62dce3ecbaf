package io.iocp.settings;

import io.iocp.access.AddressRange;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is spelled: choices, texts, lists of them, and switches. */
final class TextType<T> extends SettingType<T> {

  private final List<String> choices;
  private final Class<?> plainType;
  private final String typeName;
  private final Function<Object, @Nullable String> bounds;
  private final Function<T, Object> toPlain;
  private final Function<Object, T> toValue;

  private TextType(
      Kind kind,
      List<String> choices,
      Class<?> plainType,
      String typeName,
      Function<Object, @Nullable String> bounds,
      Function<T, Object> toPlain,
      Function<Object, T> toValue) {
    super(kind);
    this.choices = choices;
    this.plainType = plainType;
    this.typeName = typeName;
    this.bounds = bounds;
    this.toPlain = toPlain;
    this.toValue = toValue;
  }

  static SettingType<Boolean> flag() {
    return new TextType<>(
        Kind.BOOLEAN,
        List.of(),
        Boolean.class,
        "true or false",
        plain -> null,
        value -> value,
        Boolean.class::cast);
  }

  static SettingType<String> text() {
    return new TextType<>(
        Kind.TEXT,
        List.of(),
        String.class,
        "a text",
        plain -> null,
        value -> value,
        String.class::cast);
  }

  static SettingType<String> choice(List<String> choices) {
    return choice(choices, Function.identity(), Function.identity());
  }

  /** An enumeration as the configuration spells it: {@code x-forwarded-for}. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    return choice(
        Stream.of(type.getEnumConstants()).map(TextType::dashed).toList(),
        TextType::dashed,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** An enumeration in capitals: {@code DEBUG}. */
  static <E extends Enum<E>> SettingType<E> constant(Class<E> type) {
    return choice(
        Stream.of(type.getEnumConstants()).map(Enum::name).toList(),
        Enum::name,
        text -> Enum.valueOf(type, text));
  }

  private static <T> SettingType<T> choice(
      List<String> choices, Function<T, String> spell, Function<String, T> parse) {
    String bounds = "one of " + String.join(", ", choices);
    return new TextType<>(
        Kind.CHOICE,
        choices,
        String.class,
        bounds,
        plain -> choices.contains(plain) ? null : bounds,
        spell::apply,
        plain -> parse.apply((String) plain));
  }

  static SettingType<List<String>> texts() {
    return list(plain -> null);
  }

  static SettingType<List<String>> ranges() {
    return list(TextType::firstThatIsNoRange);
  }

  private static SettingType<List<String>> list(Function<Object, @Nullable String> bounds) {
    return new TextType<>(
        Kind.LIST,
        List.of(),
        List.class,
        "a list of strings",
        bounds,
        List::copyOf,
        plain -> ((List<?>) plain).stream().map(Object::toString).toList());
  }

  private static @Nullable String firstThatIsNoRange(Object plain) {
    for (Object one : (List<?>) plain) {
      try {
        AddressRange unused = AddressRange.parse(one.toString());
      } catch (IllegalArgumentException e) {
        return "addresses and CIDR ranges (" + e.getMessage() + ")";
      }
    }
    return null;
  }

  private static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public List<String> choices() {
    return choices;
  }

  @Override
  boolean isOfType(Object plain) {
    return plainType.isInstance(plain);
  }

  @Override
  String typeName() {
    return typeName;
  }

  @Override
  @Nullable String violated(Object plain) {
    return bounds.apply(plain);
  }

  @Override
  Object plain(T value) {
    return toPlain.apply(value);
  }

  @Override
  T value(Object plain) {
    return toValue.apply(plain);
  }
}
