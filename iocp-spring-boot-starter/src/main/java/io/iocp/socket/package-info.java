/** Byte protocols of an application's own, on listeners beside those of the transport. */
@NullMarked
package io.iocp.socket;

import org.jspecify.annotations.NullMarked;
