package io.iocp.benchmarks;

/** The size of the messages and how many are published in a second. */
record Load(int messageBytes, int messagesPerSecond) {

  static Load parse(String text, OptionReader options) {
    String[] parts = text.split("x", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "a load is message bytes x messages a second, 1536x100 for instance: " + text);
    }
    return new Load(options.positive(parts[0]), options.positive(parts[1]));
  }
}
