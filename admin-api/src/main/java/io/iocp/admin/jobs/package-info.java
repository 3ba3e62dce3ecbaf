/** Queued and running jobs. */
@NullMarked
package io.iocp.admin.jobs;

import org.jspecify.annotations.NullMarked;
