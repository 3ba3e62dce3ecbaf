/** Exchange of files with peers, in four steps, over WebSocket and over packets. */
@NullMarked
package io.iocp.file;

import org.jspecify.annotations.NullMarked;
