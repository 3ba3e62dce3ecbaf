/** The connected clients. */
@NullMarked
package io.iocp.admin.clients;

import org.jspecify.annotations.NullMarked;
