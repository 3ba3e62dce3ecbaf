/** Who may connect: limits, lists, bans. */
@NullMarked
package io.iocp.access;

import org.jspecify.annotations.NullMarked;
