/** Streams that this server fetches: from a program's output, or from another server. */
@NullMarked
package io.iocp.streaming.source;

import org.jspecify.annotations.NullMarked;
