/** Files over WebSocket: which paths they have, and who may use them. */
@NullMarked
package io.iocp.streaming.file;

import org.jspecify.annotations.NullMarked;
