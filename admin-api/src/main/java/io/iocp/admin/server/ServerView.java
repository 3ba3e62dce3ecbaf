package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The server at one moment.
 *
 * @param name name of the application
 * @param version version of the transport; null if it was not built as a jar
 * @param engine what moves the bytes
 * @param address where the transport listens
 * @param java version of the JVM
 * @param operatingSystem name, version and architecture
 * @param processors processors that the JVM may use
 * @param startedAt when the application was started
 * @param uptimeSeconds time since then
 * @param connections connections now
 * @param drain whether the server is being taken out of service
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
    DrainView drain) {

  /**
   * The engine.
   *
   * @param name uring, nio or windows
   * @param reason why it was chosen
   */
  record Engine(String name, String reason) {}
}
