package io.iocp.benchmarks.relay;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The relays that can be compared, by the name used on the command line and in reports.
 *
 * <p>A relay is a main class that takes its port and its engine as arguments, relays every binary
 * message of {@code /publish/bench} to all viewers of {@code /watch/bench}, and hands its main
 * thread to {@link RelayConsole}.
 */
public enum RelayKind {
  IOCP_URING("iocp-uring", IocpRelay.class, "uring"),
  IOCP_NIO("iocp-nio", IocpRelay.class, "nio"),
  NETTY_EPOLL("netty-epoll", NettyRelay.class, "epoll"),
  NETTY_IO_URING("netty-io_uring", NettyRelay.class, "io_uring"),
  TOMCAT("tomcat", TomcatRelay.class, "nio");

  private final String label;
  private final Class<?> mainClass;
  private final String engine;

  RelayKind(String label, Class<?> mainClass, String engine) {
    this.label = label;
    this.mainClass = mainClass;
    this.engine = engine;
  }

  /** The name of the relay in options and reports. */
  public String label() {
    return label;
  }

  /** The class whose {@code main} is the relay. */
  public String mainClassName() {
    return mainClass.getName();
  }

  /** What the relay does its I/O with; follows the port on its command line. */
  public String engine() {
    return engine;
  }

  /**
   * The relay with the given label.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known labels
   */
  public static RelayKind ofLabel(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown relay: " + label + ", expected one of " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(RelayKind::label).collect(Collectors.joining(", "));
  }
}
