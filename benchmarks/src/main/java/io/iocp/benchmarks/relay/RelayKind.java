package io.iocp.benchmarks.relay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The relays that can be compared, by the name used on the command line and in reports.
 *
 * <p>A relay is a main class that takes its port, its engine and how many threads it may use for
 * I/O as arguments, relays every binary message of {@code /publish/bench} to all viewers of {@code
 * /watch/bench}, and hands its main thread to {@link RelayConsole}.
 */
public enum RelayKind {
  IOCP_URING("iocp-uring", IocpRelay.class, "uring"),
  IOCP_URING_ONE("iocp-uring-1", IocpRelay.class, "uring", 1),
  IOCP_NIO("iocp-nio", IocpRelay.class, "nio"),
  /** The first of them as another build has it. */
  BASELINE("baseline", IocpRelay.class, "uring"),
  NETTY_EPOLL("netty-epoll", NettyRelay.class, "epoll"),
  NETTY_EPOLL_ONE("netty-epoll-1", NettyRelay.class, "epoll", 1),
  NETTY_IO_URING("netty-io_uring", NettyRelay.class, "io_uring"),
  TOMCAT("tomcat", TomcatRelay.class, "nio");

  /** What a Netty server in production runs with; the defaults look for faults of its user. */
  private static final List<String> NETTY_IN_PRODUCTION =
      List.of(
          "-Dio.netty.leakDetection.level=disabled",
          "-Dio.netty.buffer.checkBounds=false",
          "-Dio.netty.buffer.checkAccessible=false");

  private final String label;
  private final Class<?> mainClass;
  private final String engine;
  private final int workers;

  RelayKind(String label, Class<?> mainClass, String engine) {
    this(label, mainClass, engine, Runtime.getRuntime().availableProcessors());
  }

  RelayKind(String label, Class<?> mainClass, String engine, int workers) {
    this.label = label;
    this.mainClass = mainClass;
    this.engine = engine;
    this.workers = workers;
  }

  /** The name of the relay in options and reports. */
  public String label() {
    return label;
  }

  /** The class whose {@code main} is the relay. */
  public String mainClassName() {
    return mainClass.getName();
  }

  /** What the relay does its I/O with. */
  public String engine() {
    return engine;
  }

  /** What follows the port on its command line: its engine, and its I/O threads. */
  public List<String> arguments() {
    return List.of(engine, Integer.toString(workers));
  }

  /** What its JVM is run with, beside what all are. */
  public List<String> jvmOptions() {
    return mainClass == NettyRelay.class ? NETTY_IN_PRODUCTION : List.of();
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
