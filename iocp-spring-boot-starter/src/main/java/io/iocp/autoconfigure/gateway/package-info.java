/** Joins the transport to the web server of the same application: one port for both. */
@NullMarked
package io.iocp.autoconfigure.gateway;

import org.jspecify.annotations.NullMarked;
