package io.iocp.streaming.source;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A program and those that it has started, on Windows too, where nobody else ends them. Any thread.
 *
 * <p>The children of a program that has ended are nobody's: they are looked for while it lives.
 */
final class ProcessTree {

  private final Process root;
  private final Set<ProcessHandle> descendants = new LinkedHashSet<>(); // Guarded by this.

  ProcessTree(Process root) {
    this.root = root;
  }

  /** Remembers who is there now. Costs a look at all processes of the machine. */
  synchronized void look() {
    descendants.removeIf(process -> !process.isAlive());
    root.descendants().forEach(descendants::add);
  }

  /** Asks all of them to end; on Windows that is no question. */
  synchronized void destroy() {
    look();
    root.destroy();
    descendants.forEach(ProcessHandle::destroy);
  }

  /** Ends all of them. */
  synchronized void destroyForcibly() {
    look();
    root.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
