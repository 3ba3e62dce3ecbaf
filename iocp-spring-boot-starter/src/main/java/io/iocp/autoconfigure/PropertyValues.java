package io.iocp.autoconfigure;

import io.iocp.settings.Setting;
import io.iocp.settings.SettingError;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What has been bound, checked against the catalogue of settings. */
final class PropertyValues {

  private PropertyValues() {}

  /**
   * Checks all properties.
   *
   * @throws IllegalArgumentException if one of them cannot be so; the message names each of those
   */
  static void check(IocpProperties properties) {
    List<SettingError> errors = Setting.errors(of(properties));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          errors.stream().map(SettingError::message).collect(Collectors.joining("; ")));
    }
  }

  /** The plain values of all properties that are set. */
  static Map<String, Object> of(IocpProperties properties) {
    Map<String, Object> values = new TreeMap<>();
    collect("iocp", properties, values);
    return values;
  }

  private static void collect(String prefix, Record bound, Map<String, Object> to) {
    for (RecordComponent component : bound.getClass().getRecordComponents()) {
      String name = prefix + "." + dashed(component.getName());
      Object value = read(bound, component);
      if (value instanceof Record nested) {
        collect(name, nested, to);
      } else if (value != null) {
        to.put(name, plain(value));
      }
    }
  }

  private static @Nullable Object read(Record bound, RecordComponent component) {
    try {
      return component.getAccessor().invoke(bound);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  /** As JSON knows it; a time that is too long to count is longer than all that is allowed. */
  private static Object plain(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof DataSize size) {
      return size.toBytes();
    }
    if (value instanceof Duration time) {
      return time.toSeconds() > Long.MAX_VALUE / 2000 ? Long.MAX_VALUE : time.toMillis();
    }
    if (value instanceof InetAddress address) {
      return address.getHostAddress();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return value;
  }

  private static String dashed(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
