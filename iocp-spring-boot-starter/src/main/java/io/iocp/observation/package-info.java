/** Handshakes, messages and jobs as observations of Micrometer's, such as for traces. */
@NullMarked
package io.iocp.observation;

import org.jspecify.annotations.NullMarked;
