/** The connections as administration sees them, and disconnecting them all in order. */
@NullMarked
package io.iocp.clients;

import org.jspecify.annotations.NullMarked;
