/** The bounds of every list. */
@NullMarked
package io.iocp.admin.paging;

import org.jspecify.annotations.NullMarked;
