package io.iocp.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A second machine, as far as the network goes: a network namespace of its own at the other end of
 * a virtual cable, which can be cut. Needs {@code iproute2} and the right to make one.
 */
public final class NetworkNamespace implements AutoCloseable {

  // <linux/sched.h>
  private static final int CLONE_NEWNET = 0x40000000;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;
  private final String here;
  private final String there;
  private final String network;
  private final List<Process> programs = new ArrayList<>();

  private NetworkNamespace(String name, String network) {
    this.name = name;
    this.here = name + "a";
    this.there = name + "b";
    this.network = network;
  }

  /**
   * Makes one, or lets the calling test be skipped where that is not possible.
   *
   * @return the namespace, with its cable plugged in
   * @throws org.opentest4j.TestAbortedException if it is not possible and not required
   */
  public static NetworkNamespace require() {
    Capability.requireProgram("ip");
    int number = NUMBERS.incrementAndGet();
    long process = ProcessHandle.current().pid();
    // 198.18.0.0/15 is for tests of networks, RFC 2544; four addresses each.
    long block = (process * 8 + number) & 0x7FFF;
    NetworkNamespace namespace =
        new NetworkNamespace(
            "iocp" + Long.toString(process % 46_656, 36) + number,
            "198." + (18 + (block >> 14)) + "." + (block >> 6 & 255) + "." + ((block & 63) * 4));
    String refusal = output("ip", "netns", "add", namespace.name);
    Capability.require("netns", refusal.isEmpty(), refusal);
    try {
      namespace.plugIn();
    } catch (AssertionError | RuntimeException e) {
      namespace.close();
      throw e;
    }
    return namespace;
  }

  private void plugIn() {
    ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    ip("addr", "add", address(1) + "/30", "dev", here);
    ip("link", "set", here, "up");
    ip("-n", name, "addr", "add", address(2) + "/30", "dev", there);
    ip("-n", name, "link", "set", there, "up");
  }

  private String address(int host) {
    int dot = network.lastIndexOf('.') + 1;
    return network.substring(0, dot) + (Integer.parseInt(network.substring(dot)) + host);
  }

  /** The address at this end of the cable, to listen on. */
  public InetAddress here() throws IOException {
    return InetAddress.getByName(address(1));
  }

  /** Runs a script of bash at the other end; it ends with the namespace at the latest. */
  public Process bash(String script) throws IOException {
    Process program =
        new ProcessBuilder("ip", "netns", "exec", name, "bash", "-c", script)
            .redirectErrorStream(true)
            .start();
    programs.add(program);
    return program;
  }

  /**
   * Lets no more than that through the cable from here to there; what comes faster waits for up to
   * 400 ms.
   *
   * @param rate as {@code tc} spells it, such as {@code 1500kbit}
   */
  public void limit(String rate) {
    Capability.requireProgram("tc");
    String refusal =
        output(
            "tc", "qdisc", "add", "dev", here, "root", "tbf", "rate", rate, "burst", "16kb",
            "latency", "400ms");
    Capability.require("netns", refusal.isEmpty(), refusal);
  }

  /**
   * Loses packets on their way there, by chance: with netem, or where the kernel has none, with a
   * rule of nftables.
   *
   * @param percent of all packets
   */
  public void lose(int percent) {
    Capability.requireProgram("tc");
    String refusal =
        output("tc", "qdisc", "add", "dev", here, "root", "netem", "loss", percent + "%");
    if (!refusal.isEmpty()) {
      Capability.requireProgram("nft");
      String rule =
          "add table inet loss; add chain inet loss arriving"
              + " { type filter hook prerouting priority 0; };"
              + " add rule inet loss arriving numgen random mod 100 < "
              + percent
              + " drop";
      refusal = output("ip", "netns", "exec", name, "nft", rule);
    }
    Capability.require("netns", refusal.isEmpty(), refusal);
  }

  /** The sockets that this thread opens from now on are at the other end. For good. */
  public void enter() {
    int fd = NamespaceCalls.open("/run/netns/" + name, 0);
    int result = NamespaceCalls.setns(fd, CLONE_NEWNET);
    NamespaceCalls.close(fd);
    assertThat(result).as("setns of %s", name).isZero();
  }

  /** Cuts the cable: no packet passes any more, and nobody is told. */
  public void cut() {
    ip("-n", name, "link", "set", there, "down");
  }

  @Override
  public void close() {
    programs.forEach(Process::destroyForcibly);
    // The cable goes with the namespace.
    output("ip", "netns", "del", name);
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    assertThat(output(command.toArray(String[]::new))).as("%s", command).isEmpty();
  }

  /** What a command says; nothing means that it was done. */
  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
      return process.waitFor() == 0 ? said : said + " (exit " + process.exitValue() + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
