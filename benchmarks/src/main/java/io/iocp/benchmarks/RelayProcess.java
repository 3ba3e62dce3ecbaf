package io.iocp.benchmarks;

import io.iocp.benchmarks.relay.RelayKind;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One running relay. */
final class RelayProcess implements Closeable {

  /** JDK 24 and later warn of native code that nobody allowed; most relays have some. */
  static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration COLLECTION_LIMIT = Duration.ofSeconds(30);

  private final ChildJvm jvm;
  private final int port;

  private RelayProcess(ChildJvm jvm, int port) {
    this.jvm = jvm;
    this.port = port;
  }

  /** Starts a relay of this build on a free port and waits until it is ready. */
  static RelayProcess start(RelayKind kind, List<String> jvmOptions)
      throws IOException, InterruptedException {
    return start(kind, ChildJvm.CLASS_PATH, jvmOptions);
  }

  /** Starts a relay of the build on the given class path. */
  static RelayProcess start(RelayKind kind, String classPath, List<String> jvmOptions)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(freePort())));
    arguments.addAll(kind.arguments());
    List<String> options = new ArrayList<>(jvmOptions);
    options.addAll(kind.jvmOptions());
    ChildJvm jvm =
        ChildJvm.start(kind.label(), classPath, options, kind.mainClassName(), arguments);
    try {
      return new RelayProcess(jvm, Integer.parseInt(jvm.await("READY", START_LIMIT)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      jvm.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  double cpuSeconds() throws IOException {
    return ProcFile.cpuSeconds(jvm.pid());
  }

  long peakResidentBytes() throws IOException {
    return ProcFile.peakResidentBytes(jvm.pid());
  }

  long residentBytes() throws IOException {
    return ProcFile.residentBytes(jvm.pid());
  }

  /** Asks the relay to collect its garbage and to say how much of its heap is in use then. */
  long collectedHeapBytes() throws IOException, InterruptedException {
    jvm.say("memory");
    return Long.parseLong(jvm.await("MEMORY", COLLECTION_LIMIT));
  }

  @Override
  public void close() throws IOException {
    jvm.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
