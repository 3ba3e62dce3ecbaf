/** Notifications that a socket has something to receive: socket state notifications, AFD polls. */
@NullMarked
package io.iocp.completion.windows.notify;

import org.jspecify.annotations.NullMarked;
