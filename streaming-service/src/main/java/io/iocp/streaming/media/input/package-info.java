/** Recognises a container from its first bytes and has its reader cut it. */
@NullMarked
package io.iocp.streaming.media.input;

import org.jspecify.annotations.NullMarked;
