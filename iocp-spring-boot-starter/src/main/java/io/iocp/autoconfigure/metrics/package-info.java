/** Auto-configuration of the transport's meters. */
@NullMarked
package io.iocp.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
