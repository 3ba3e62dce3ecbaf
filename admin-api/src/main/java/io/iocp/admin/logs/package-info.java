/** The end of the server's log. */
@NullMarked
package io.iocp.admin.logs;

import org.jspecify.annotations.NullMarked;
