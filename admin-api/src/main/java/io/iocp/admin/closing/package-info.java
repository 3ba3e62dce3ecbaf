/** What a client is told when it is disconnected. */
@NullMarked
package io.iocp.admin.closing;

import org.jspecify.annotations.NullMarked;
