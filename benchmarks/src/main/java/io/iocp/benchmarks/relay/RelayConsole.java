package io.iocp.benchmarks.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * What the harness and a relay say to each other over the relay's standard streams.
 *
 * <pre>
 *   relay   → READY 40001
 *   harness → memory
 *   relay   → MEMORY 12345678          bytes of heap in use after a full collection
 *   harness → (end of input)           the relay exits
 * </pre>
 */
final class RelayConsole {

  private RelayConsole() {}

  /** Announces the port, answers requests and exits the process when the input ends. */
  static void serve(int port) throws IOException {
    System.out.println("READY " + port);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request = requests.readLine(); request != null; request = requests.readLine()) {
      if (request.equals("memory")) {
        System.out.println("MEMORY " + heapUsedAfterCollectionBytes());
      }
    }
    System.exit(0);
  }

  private static long heapUsedAfterCollectionBytes() {
    // The second collection takes what the references cleared by the first one kept alive.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
