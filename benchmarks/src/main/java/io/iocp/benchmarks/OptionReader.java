package io.iocp.benchmarks;

import io.iocp.benchmarks.relay.RelayKind;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** Reads {@code --name value} pairs; every refusal is an {@link IllegalArgumentException}. */
final class OptionReader {

  private final Iterator<String> arguments;
  private String name = "";

  OptionReader(List<String> arguments) {
    this.arguments = arguments.iterator();
  }

  boolean hasNext() {
    return arguments.hasNext();
  }

  String nextName() {
    name = arguments.next();
    return name;
  }

  String text() {
    try {
      return arguments.next();
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException(name + " needs a value", e);
    }
  }

  int positive() {
    return positive(text());
  }

  int positive(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like every other value that is not a positive number.
    }
    throw new IllegalArgumentException(name + " needs a positive number: " + text);
  }

  List<String> list() {
    return Stream.of(text().split(",", -1)).toList();
  }

  List<RelayKind> relays() {
    return list().stream().map(RelayKind::ofLabel).toList();
  }

  IllegalArgumentException unknown() {
    return new IllegalArgumentException("unknown option: " + name);
  }
}
