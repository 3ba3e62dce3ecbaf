package io.iocp.tls;

import io.iocp.connection.SecurityLayer.Link;
import javax.net.ssl.SSLEngine;

/** The steps of one connection's handshake that are computed where nobody waits for them. */
final class HandshakeTasks {

  private final Tls tls;
  private final Link link;
  private final SSLEngine engine;

  // Cleared by whoever did the work.
  private volatile boolean computing;

  HandshakeTasks(Tls tls, Link link, SSLEngine engine) {
    this.tls = tls;
    this.link = link;
    this.engine = engine;
  }

  /** Whether the engine is somebody else's at the moment. */
  boolean areComputed() {
    return computing;
  }

  /**
   * Has them computed, unless they are already. In the connection's context.
   *
   * @return {@code false} when too much is computed already
   */
  boolean tryCompute() {
    if (computing) {
      return true;
    }
    computing = true;
    if (tls.tryHandshake(this::run)) {
      link.leave();
      return true;
    }
    computing = false;
    return false;
  }

  private void run() {
    try {
      Runnable task = engine.getDelegatedTask();
      while (task != null) {
        task.run();
        task = engine.getDelegatedTask();
      }
    } finally {
      computing = false;
      link.comeHome();
    }
  }
}
