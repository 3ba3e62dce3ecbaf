/** Heavy work off the I/O workers: a bounded queue, its workers, and what becomes of each job. */
@NullMarked
package io.iocp.job;

import org.jspecify.annotations.NullMarked;
