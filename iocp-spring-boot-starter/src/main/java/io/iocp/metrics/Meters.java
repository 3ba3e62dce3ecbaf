package io.iocp.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Meters of one object, read from it when the registry asks.
 *
 * @param registry where they are registered
 * @param source whose figures they show; the registry does not keep it alive
 * @param <T> its type
 */
record Meters<T>(MeterRegistry registry, T source) {

  void gauge(String name, String description, ToDoubleFunction<T> figure) {
    gauge(name, description, Tags.empty(), figure);
  }

  void gauge(String name, String description, Tags tags, ToDoubleFunction<T> figure) {
    Gauge.builder(name, source, figure).description(description).tags(tags).register(registry);
  }

  void counter(String name, String description, ToDoubleFunction<T> figure) {
    counter(name, description, Tags.empty(), figure);
  }

  void counter(String name, String description, Tags tags, ToDoubleFunction<T> figure) {
    FunctionCounter.builder(name, source, figure)
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /** A constant as a part of a meter's name. */
  static String dotted(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** A constant as the value of a label. */
  static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
