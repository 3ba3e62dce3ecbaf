/** Addresses that are shut out. */
@NullMarked
package io.iocp.admin.bans;

import org.jspecify.annotations.NullMarked;
