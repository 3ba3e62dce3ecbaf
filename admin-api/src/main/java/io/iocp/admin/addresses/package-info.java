/** The lists of addresses that may connect, and that may not. */
@NullMarked
package io.iocp.admin.addresses;

import org.jspecify.annotations.NullMarked;
