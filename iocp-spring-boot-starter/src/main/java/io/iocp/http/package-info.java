/** HTTP requests on the stream port, one a connection: handlers, their exchanges, their paths. */
@NullMarked
package io.iocp.http;

import org.jspecify.annotations.NullMarked;
