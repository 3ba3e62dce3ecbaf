package io.iocp.streaming.relay;

/** Is told once a second that a second has passed, beside the relay itself. */
@FunctionalInterface
public interface Ticking {

  /** Must not block; on the relay's thread for this, after all others. */
  void tick();
}
