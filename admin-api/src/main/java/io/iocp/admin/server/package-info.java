/** The server as a whole: what it is, how it does, and taking it out of service. */
@NullMarked
package io.iocp.admin.server;

import org.jspecify.annotations.NullMarked;
