/** I/O workers and job workers. */
@NullMarked
package io.iocp.admin.workers;

import org.jspecify.annotations.NullMarked;
