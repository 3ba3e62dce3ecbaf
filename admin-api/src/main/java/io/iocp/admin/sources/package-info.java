/** Streams that the service fetches; absent where the service fetches none. */
@NullMarked
package io.iocp.admin.sources;

import org.jspecify.annotations.NullMarked;
