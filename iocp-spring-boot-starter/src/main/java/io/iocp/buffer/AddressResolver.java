package io.iocp.buffer;

import java.nio.ByteBuffer;

/**
 * Tells where a direct buffer lies in memory. An engine that hands raw addresses to the kernel
 * supplies one; for engines that do not, {@link #NONE} answers 0.
 */
@FunctionalInterface
public interface AddressResolver {

  /** For engines that never look at addresses. */
  AddressResolver NONE = direct -> 0;

  /** The address of the buffer's first byte (index 0, whatever its position). */
  long addressOf(ByteBuffer direct);
}
