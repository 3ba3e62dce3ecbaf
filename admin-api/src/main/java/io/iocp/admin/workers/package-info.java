/** The threads that do the work: I/O workers, and those that do heavy work. */
@NullMarked
package io.iocp.admin.workers;

import org.jspecify.annotations.NullMarked;
