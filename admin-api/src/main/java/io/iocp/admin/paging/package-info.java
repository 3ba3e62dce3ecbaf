/** The pages of lists, and their bounds. */
@NullMarked
package io.iocp.admin.paging;

import org.jspecify.annotations.NullMarked;
