package io.iocp.benchmarks.client;

import java.time.Duration;
import java.util.List;

/**
 * What the load client does: connect, publish at a fixed rate through a warm-up and a measured
 * window, and check what every viewer gets.
 *
 * @param viewers how many connections watch, at least 1
 * @param messageBytes payload of a message, at least 16
 * @param messagesPerSecond rate of the one publisher
 * @param warmUp how long messages flow before the measured window
 * @param measured length of the measured window
 */
public record LoadPlan(
    int viewers, int messageBytes, int messagesPerSecond, Duration warmUp, Duration measured) {

  /** The plan as command line arguments of {@link LoadClient}, to follow the port. */
  public List<String> toArguments() {
    return List.of(
        Integer.toString(viewers),
        Integer.toString(messageBytes),
        Integer.toString(messagesPerSecond),
        warmUp.toString(),
        measured.toString());
  }

  static LoadPlan ofArguments(List<String> arguments) {
    return new LoadPlan(
        Integer.parseInt(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        Integer.parseInt(arguments.get(2)),
        Duration.parse(arguments.get(3)),
        Duration.parse(arguments.get(4)));
  }

  long intervalNanos() {
    return Duration.ofSeconds(1).toNanos() / messagesPerSecond;
  }

  long publishedMessages() {
    return warmUp.plus(measured).toNanos() / intervalNanos();
  }
}
