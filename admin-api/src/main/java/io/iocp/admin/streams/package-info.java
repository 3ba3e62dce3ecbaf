/** The streams of the service; absent where the service has none. */
@NullMarked
package io.iocp.admin.streams;

import org.jspecify.annotations.NullMarked;
