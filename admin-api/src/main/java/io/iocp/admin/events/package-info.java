/** Live events of the server as Server-Sent Events. */
@NullMarked
package io.iocp.admin.events;

import org.jspecify.annotations.NullMarked;
