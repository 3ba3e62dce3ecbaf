/** Bans of addresses and ranges. */
@NullMarked
package io.iocp.admin.bans;

import org.jspecify.annotations.NullMarked;
