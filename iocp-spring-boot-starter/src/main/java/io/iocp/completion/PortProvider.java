package io.iocp.completion;

import io.iocp.buffer.AddressResolver;
import java.io.IOException;

/** An engine: the one public type of its package. */
public interface PortProvider {

  /** Name in configuration and logs, for instance {@code uring}. */
  String name();

  /** Probes the machine; never throws. The answer does not change during a process's life. */
  Availability availability();

  /** How this engine learns a buffer's address. Only when available. */
  AddressResolver addresses();

  /**
   * Opens a port. Only when available.
   *
   * @throws IOException when the operating system refuses; the message names call and code
   */
  CompletionPort open(PortOptions options) throws IOException;
}
