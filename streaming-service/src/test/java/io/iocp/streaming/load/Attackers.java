package io.iocp.streaming.load;

import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that want nothing but harm, in a process of their own, which gets what the server and its
 * viewers leave of the processors: a real attacker does not compute on the server's.
 */
final class Attackers implements AutoCloseable {

  private static final String SLOWLORIS = "slowloris";
  private static final String HANDSHAKES = "handshakes";
  private static final String PACED = "paced";
  private static final int AT_ONCE = 80;
  private static final int A_TICK = 20;
  private static final long TICK_MILLIS = 40;

  private final Process process;

  private Attackers(String kind, InetSocketAddress server, int count) throws IOException {
    List<String> command = new ArrayList<>();
    // SCHED_IDLE where that is to be had; a low priority elsewhere on Unix.
    if (Files.isExecutable(Path.of("/usr/bin/chrt"))) {
      command.addAll(List.of("/usr/bin/chrt", "-i", "0"));
    } else if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "19"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Attackers.class.getName());
    command.addAll(List.of(kind, String.valueOf(server.getPort()), String.valueOf(count)));
    process = new ProcessBuilder(command).inheritIO().start();
  }

  /** Connections that send a byte a second until the server has ended all of them. */
  static Attackers slowloris(InetSocketAddress server, int connections) throws IOException {
    return new Attackers(SLOWLORIS, server, connections);
  }

  /** Clients that connect, shake hands, get the first picture and vanish, 80 at a time. */
  static Attackers handshakes(InetSocketAddress server, int clients) throws IOException {
    return new Attackers(HANDSHAKES, server, clients);
  }

  /** The same, but 500 a second. */
  static Attackers paced(InetSocketAddress server, int clients) throws IOException {
    return new Attackers(PACED, server, clients);
  }

  /** Waits until they have done it. */
  void await(long minutes) throws InterruptedException {
    if (!process.waitFor(minutes, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("the attackers were not done in time: " + process);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  /**
   * The other process.
   *
   * @param arguments what they do, the server's port on this machine, and how often
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
    int count = Integer.parseInt(arguments[2]);
    switch (arguments[0]) {
      case SLOWLORIS -> sendBytes(server, count);
      case HANDSHAKES -> shakeHands(server, count);
      case PACED -> shakeHandsAtAPace(server, count);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void sendBytes(InetSocketAddress server, int count)
      throws IOException, InterruptedException {
    try (Slowloris slowloris = new Slowloris()) {
      slowloris.connect(server, count);
      while (slowloris.sendByte() > 0) {
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private static void shakeHands(InetSocketAddress server, int count)
      throws IOException, InterruptedException {
    ClientLoop loop = new ClientLoop(server, "flood");
    CountDownLatch finished = new CountDownLatch(count);
    AtomicInteger started = new AtomicInteger();
    for (int i = 0; i < AT_ONCE; i++) {
      next(loop, started, finished, count);
    }
    finished.await();
    loop.stop();
  }

  private static void next(
      ClientLoop loop, AtomicInteger started, CountDownLatch finished, int count) {
    int number = started.getAndIncrement();
    if (number < count) {
      Runnable gone =
          () -> {
            finished.countDown();
            next(loop, started, finished, count);
          };
      loop.connect(new Vanisher("/watch/load", number % 2 == 0, gone));
    }
  }

  private static void shakeHandsAtAPace(InetSocketAddress server, int count)
      throws IOException, InterruptedException {
    ClientLoop loop = new ClientLoop(server, "flood");
    CountDownLatch finished = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      loop.connect(new Vanisher("/watch/load", i % 2 == 0, finished::countDown));
      if (i % A_TICK == A_TICK - 1) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
    }
    finished.await();
    loop.stop();
  }
}
