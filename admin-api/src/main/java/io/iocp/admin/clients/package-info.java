/** The connected clients: who they are, how they do, and how to part with one. */
@NullMarked
package io.iocp.admin.clients;

import org.jspecify.annotations.NullMarked;
