/** The server as a whole: its description, its statistics, and draining. */
@NullMarked
package io.iocp.admin.server;

import org.jspecify.annotations.NullMarked;
