/** Passes requests that no handler is for on to the web server inside, and its answers back. */
@NullMarked
package io.iocp.http.gateway;

import org.jspecify.annotations.NullMarked;
