/** What happens on the server, told live as Server-Sent Events. */
@NullMarked
package io.iocp.admin.events;

import org.jspecify.annotations.NullMarked;
