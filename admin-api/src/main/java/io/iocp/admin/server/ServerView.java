package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The server at one moment.
 *
 * @param name name of the application
 * @param version version of the transport; null if it was not built as a jar
 * @param engine the transport's engine
 * @param address address that the transport listens on
 * @param java version of the Java runtime
 * @param operatingSystem name, version and architecture
 * @param processors number of processors available to the JVM
 * @param startedAt time at which the application was started
 * @param uptimeSeconds time since the start, in seconds
 * @param connections current connections
 * @param drain whether the server is draining
 * @param state whether bans, changed lists and settings, and revocations survive a restart
 */
record ServerView(
    String name,
    @Nullable String version,
    Engine engine,
    String address,
    String java,
    String operatingSystem,
    int processors,
    Instant startedAt,
    long uptimeSeconds,
    int connections,
    DrainView drain,
    State state) {

  /** Whether what is changed while the server runs survives a restart. */
  enum State {
    /** It is written to the state directory. */
    KEPT,
    /** The state directory cannot be written at the moment; see the log. */
    FAILING,
    /** No state directory is configured. */
    NOT_KEPT
  }

  /**
   * The engine.
   *
   * @param name uring, nio or windows
   * @param reason why it was selected
   */
  record Engine(String name, String reason) {}
}
